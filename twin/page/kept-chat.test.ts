import { expect, it } from 'vitest'
import { isFound, withNewest } from './kept-chat.ts'

it('the newest chat stands first in the list, each chat once', () => {
  const updated_at = '2026-11-20T09:31:00.000Z'
  const one = { id: 'one', title: 'One', updated_at }
  const two = { id: 'two', title: 'Two', updated_at }
  expect(withNewest([one, two], two)).toEqual([two, one])
  expect(withNewest([one], two)).toEqual([two, one])
})

it.each([
  ['A Hash map', 'hash  MAP', true],
  ['해시 맵', ' 해시', true],
  ['해시'.normalize('NFD'), '해시', true],
  ['Anything', '', true],
  ['A hash map', 'heap', false],
])('the title %j is found by %j: %s', (title, text, found) => {
  expect(isFound(title, text)).toBe(found)
})
