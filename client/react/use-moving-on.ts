import { useCallback, useEffect, useRef } from 'react'

/**
 * A ref for a control that may disappear: if it has the focus then, `moveOn` moves it elsewhere.
 * Otherwise it would fall to the page.
 */
export const useMovingOn = (moveOn: () => void) => {
  const latest = useRef(moveOn)
  useEffect(() => {
    latest.current = moveOn
  })
  return useCallback(
    (element: HTMLElement | null) => () => {
      if (element?.matches(':focus')) latest.current()
    },
    [],
  )
}
