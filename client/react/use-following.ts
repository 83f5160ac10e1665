import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** How far a box is scrolled, and how far it can be, in px. */
type Place = { top: number; end: number }

/** A scroll towards the end has arrived within this distance, in px: the answer grows meanwhile. */
const nearEnd = 48

/**
 * Where the reader has scrolled to, away from the end or back to it. A box that becomes higher, or
 * whose content becomes shorter, moves its content down as well, but only until its end is in view.
 *
 * @param before the last known `top`
 */
export const readerMoved = (before: number, { top, end }: Place): 'away' | 'back' | undefined => {
  // Browsers round the heights, but not the position.
  if (top < before && end - top >= 1) return 'away'
  return top !== before && end - top < nearEnd ? 'back' : undefined
}

/**
 * Keeps the end of a scrolling box in view while an answer grows and when the box changes its size,
 * unless the reader has scrolled up.
 *
 * @param question the id of the last question, if there is one. A new one scrolls to the end.
 */
export const useFollowing = (box: RefObject<HTMLElement | null>, question: number | undefined) => {
  // The question whose answer the reader has scrolled away from.
  const [left, setLeft] = useState<number | null>(null)
  // The same at once: React may render the next words of the answer before the state.
  const away = useRef<number | null>(null)
  const lastTop = useRef(0)

  const leave = (from: number | null) => {
    away.current = from
    setLeft(from)
  }
  const toEnd = useCallback(() => {
    if (!box.current) return
    box.current.scrollTo({ top: box.current.scrollHeight })
    lastTop.current = box.current.scrollTop
  }, [box])
  const follow = useCallback(() => {
    if (question === undefined || away.current === question) return
    const place = placeOf(box.current)
    // The event of a scroll comes after it, and scrolling now would take it back.
    if (readerMoved(lastTop.current, place) === 'away') return
    lastTop.current = place.top
    // Scrolling to where the box is already would end a smooth scroll that is about to begin.
    if (place.end - place.top >= 1) toEnd()
  }, [box, question, toEnd])

  useLayoutEffect(follow)
  useEffect(() => {
    if (!box.current) return
    const observer = new ResizeObserver(follow)
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [box, follow])

  const onScroll = () => {
    const place = placeOf(box.current)
    const moved = readerMoved(lastTop.current, place)
    lastTop.current = place.top
    if (moved) leave(moved === 'away' && question !== undefined ? question : null)
  }
  const resume = () => {
    leave(null)
    toEnd()
  }
  return { following: left !== question, onScroll, resume }
}

function placeOf(box: HTMLElement | null): Place {
  const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = box ?? {}
  return { top: scrollTop, end: scrollHeight - clientHeight }
}
