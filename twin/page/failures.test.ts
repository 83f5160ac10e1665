import { expect, it } from 'vitest'
import { failureNames } from '../services/failures.ts'
import { failureLabels } from './failures.ts'

it('lists every rehearsed failure in the menu', () => {
  expect(Object.keys(failureLabels).sort()).toEqual([...failureNames].sort())
})
