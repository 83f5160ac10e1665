/** A secret. V8's JSON errors quote up to 20 characters in full, and longer text only in part. */
export const apiKey = 'sk-conformance-key'
/** Also a secret. */
export const question = 'Is 4711 a secret?'
/** The provider's message for each failure: it repeats everything it was sent. */
export const indiscretion = `The key ${apiKey} asks: ${question}`
