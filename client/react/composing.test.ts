import type { KeyboardEvent } from 'react'
import { expect, it } from 'vitest'
import { isComposing } from './composing.ts'

it.each([
  ['Chromium and Firefox', true, 27, true],
  ['Safari', false, 229, true],
  ['no input method', false, 27, false],
])('isComposing knows a key of an input method: %s', (_, composing, keyCode, expected) => {
  const event = { nativeEvent: { isComposing: composing }, keyCode } as KeyboardEvent
  expect(isComposing(event)).toBe(expected)
})
