import { useSyncExternalStore } from 'react'
import type { Place } from './header.tsx'

/** What the URL names: the view, and the open chat. */
export type Route = { place: Place; chatId?: string | undefined }

/** The route of a URL's fragment; the problem, if it names nothing else. */
export const routeOf = (hash: string): Route => {
  const [, place, chatId] = hash.split('/')
  if (place === 'motivator') return { place }
  if (place !== 'chats') return { place: 'problem' }
  return { place, chatId: chatId ? decoded(chatId) : undefined }
}

/** The fragment of a route, e.g. `#/chats/ID`. */
export const hashOf = ({ place, chatId }: Route): string =>
  ['#', place, ...(chatId === undefined ? [] : [encodeURIComponent(chatId)])].join('/')

/** The route of the page, and a function that changes it; a step back returns to the last one. */
export const useRoute = (): [Route, (route: Route) => void] => {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return [routeOf(hash), go]
}

function go(route: Route): void {
  location.hash = hashOf(route)
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
