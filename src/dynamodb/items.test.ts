import { afterEach, describe, expect, it, vi } from 'vitest'
import { expiry, isKey, numbers, strings } from './items.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('a key', () => {
  it.each([
    ['of 1,024 bytes', 'x'.repeat(1_024), true],
    ['of 1,025 bytes', 'x'.repeat(1_025), false],
    ['of 1,023 bytes in 341 characters', '가'.repeat(341), true],
    ['of 1,026 bytes in 342 characters', '가'.repeat(342), false],
    ['of nothing', '', false],
    ['with half a character', 'a\ud83d', false],
  ])('%s: %#', (_, value, isOne) => {
    expect(isKey(value)).toBe(isOne)
  })
})

it('an item has its strings and numbers as DynamoDB writes them', () => {
  expect({ ...strings({ id: 'a' }), ...numbers({ n: -1.5 }) }).toEqual({
    id: { S: 'a' },
    n: { N: '-1.5' },
  })
})

it('an item expires so many whole days from now, in seconds', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_999 })
  expect(expiry(2)).toEqual({ expires_at: { N: '1700172800' } })
  expect(expiry(undefined)).toEqual({})
})
