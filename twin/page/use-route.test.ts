import { expect, it } from 'vitest'
import { hashOf, type Route, routeOf } from './use-route.ts'

it.each<[string, Route]>([
  ['#/problem', { place: 'problem' }],
  ['#/motivator', { place: 'motivator' }],
  ['#/chats', { place: 'chats', chatId: undefined }],
  ['#/chats/a%2Fb', { place: 'chats', chatId: 'a/b' }],
])('%s names %j, and the other way round', (hash, route) => {
  expect(routeOf(hash)).toEqual(route)
  expect(hashOf(route)).toBe(hash)
})

it.each(['', '#', '#chats', '#/elsewhere/1'])('the problem is shown for %j', (hash) => {
  expect(routeOf(hash)).toEqual({ place: 'problem' })
})

it.each(['#/chats/', '#/chats/%'])('no chat is open for %j', (hash) => {
  expect(routeOf(hash)).toEqual({ place: 'chats', chatId: undefined })
})
