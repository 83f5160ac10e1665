import { expect, it } from 'vitest'
import { withNewest } from './kept-chat.ts'

it('the newest chat stands first in the list, each chat once', () => {
  const [one, two] = [
    { id: 'one', title: 'One' },
    { id: 'two', title: 'Two' },
  ] as const
  expect(withNewest([one, two], two)).toEqual([two, one])
  expect(withNewest([one], two)).toEqual([two, one])
})
