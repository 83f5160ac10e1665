import { useEffect, useRef, useState } from 'react'

/** How long something can be undone. */
const undoMs = 10_000

/**
 * Does something when it can no longer be undone: after ten seconds, with the next thing, or when the
 * component unmounts. A page that is closed before does nothing.
 */
export const useUndo = <Item>(act: (item: Item) => void) => {
  const [pending, setPending] = useState<Item>()
  const waiting = useRef<{ item: Item; timer: number }>(undefined)
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })

  const take = () => {
    const taken = waiting.current
    clearTimeout(taken?.timer)
    waiting.current = undefined
    setPending(undefined)
    return taken?.item
  }
  const finish = useRef(() => {
    const item = take()
    if (item !== undefined) latest.current(item)
  })
  useEffect(() => finish.current, [])

  const start = (item: Item) => {
    finish.current()
    waiting.current = { item, timer: window.setTimeout(finish.current, undoMs) }
    setPending(item)
  }
  return { pending, start, undo: take }
}
