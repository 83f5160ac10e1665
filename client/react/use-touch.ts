import { useSyncExternalStore } from 'react'

const coarse = '(pointer: coarse)'

/** Whether people use a finger, so that a focused field opens a keyboard, which covers the page. */
export const useTouch = (): boolean => useSyncExternalStore(subscribe, isTouch, () => false)

function isTouch(): boolean {
  return matchMedia(coarse).matches
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(coarse)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
