import { describe, expect, it } from 'vitest'
import { readerMoved } from './use-following.ts'

describe('readerMoved', () => {
  it.each([
    ['away by one step of a slow drag', 500, { top: 499, end: 500 }, 'away'],
    ['away by an arrow key, while the answer grew', 500, { top: 460, end: 524 }, 'away'],
    ['further away', 300, { top: 260, end: 500 }, 'away'],
    ['down, but not to the end', 260, { top: 300, end: 500 }, undefined],
    ['to the end', 460, { top: 500, end: 500 }, 'back'],
    ['to where the end was before the answer grew by a line', 460, { top: 500, end: 523 }, 'back'],
    ['nowhere, while the answer grew', 500, { top: 500, end: 510 }, undefined],
    ['nowhere, near the end', 480, { top: 480, end: 500 }, undefined],
    ['nowhere: the content became shorter', 500, { top: 400, end: 400 }, 'back'],
    ['nowhere: the end is at half a pixel', 500, { top: 399.5, end: 400 }, 'back'],
    ['nowhere: a bounce beyond the end', 520, { top: 510, end: 500 }, 'back'],
  ])('%s', (_, before, place, moved) => {
    expect(readerMoved(before, place)).toBe(moved)
  })
})
