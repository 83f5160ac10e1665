import type { KeyboardEvent } from 'react'
import { expect, it } from 'vitest'
import { isComposing, isSending } from './composing.ts'

it.each([
  ['Chromium and Firefox', true, 27, true],
  ['Safari', false, 229, true],
  ['no input method', false, 27, false],
])('isComposing knows a key of an input method: %s', (_, composing, keyCode, expected) => {
  const event = { nativeEvent: { isComposing: composing }, keyCode } as KeyboardEvent
  expect(isComposing(event)).toBe(expected)
})

it.each([
  ['Enter', {}, true, false],
  ['Shift+Enter', { shiftKey: true }, false, false],
  ['Ctrl+Enter', { ctrlKey: true }, true, true],
  ['Command+Enter', { metaKey: true }, true, true],
  ['Ctrl+Shift+Enter', { ctrlKey: true, shiftKey: true }, false, false],
  ['Enter within a syllable', { keyCode: 229 }, false, false],
  ['another key', { key: 'a', ctrlKey: true }, false, false],
])('%s sends: isSending', (_, keys, byKeyboard, byTouch) => {
  const modifiers = { shiftKey: false, ctrlKey: false, metaKey: false }
  const enter = { nativeEvent: {}, key: 'Enter', keyCode: 13 }
  const event = { ...enter, ...modifiers, ...keys } as KeyboardEvent
  expect([isSending(event, false), isSending(event, true)]).toEqual([byKeyboard, byTouch])
})
