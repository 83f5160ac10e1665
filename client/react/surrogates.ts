/** Whether a position of a text is inside a surrogate pair, where cutting would break a character. */
export const isInsidePair = (text: string, at: number): boolean =>
  /[\uDC00-\uDFFF]/.test(text.charAt(at))
