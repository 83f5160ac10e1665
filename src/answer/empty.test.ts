import { expect, it } from 'vitest'
import { emptyAnswer } from './empty.ts'

it.each([
  ['stop', undefined, 'model_empty', undefined],
  ['stop', 'end_turn', 'model_empty', undefined],
  ['length', undefined, 'model_length', 'length'],
  ['length', 'max_tokens', 'model_length', 'max_tokens'],
  ['refused', undefined, 'answer_refused', 'no text'],
  ['refused', 'SAFETY', 'answer_refused', 'SAFETY'],
] as const)(
  'an empty answer that ends with %s (%s) is %s, because of %s',
  (reason, theirs, code, why) => {
    const error = emptyAnswer('test', reason, theirs)
    expect(error.code).toBe(code)
    expect(error.cause).toEqual({ package: 'test', ...(why && { why }) })
  },
)
