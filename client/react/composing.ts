import type { KeyboardEvent } from 'react'

/**
 * Whether a key belongs to an input method that composes a syllable: Enter accepts it, and Escape
 * discards it. Safari reports that only by the key code 229.
 */
export const isComposing = ({ nativeEvent, keyCode }: KeyboardEvent): boolean =>
  nativeEvent.isComposing || keyCode === 229
