import { expect, it } from 'vitest'
import { failureNames } from '../services/failures.ts'
import { failureLabels } from './failures.ts'

it('has every failure that the model rehearses in the menu', () => {
  expect(Object.keys(failureLabels).sort()).toEqual([...failureNames].sort())
})
