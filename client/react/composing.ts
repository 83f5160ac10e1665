import type { KeyboardEvent } from 'react'

/**
 * Whether a key belongs to an input method that composes a syllable: Enter accepts it, and Escape
 * discards it. Safari reports that only by the key code 229.
 */
export const isComposing = ({ nativeEvent, keyCode }: KeyboardEvent): boolean =>
  nativeEvent.isComposing || keyCode === 229

/**
 * Whether a key sends what was typed: Enter, but not Shift+Enter, which adds a line. By touch, Enter
 * adds a line too, since its keyboard has no Shift+Enter; with Ctrl or Command it always sends.
 */
export const isSending = (event: KeyboardEvent, touch: boolean): boolean => {
  const { key, shiftKey, ctrlKey, metaKey } = event
  if (key !== 'Enter' || shiftKey || isComposing(event)) return false
  return !touch || ctrlKey || metaKey
}
