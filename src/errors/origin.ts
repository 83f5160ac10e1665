/** V8 keeps ten positions by default. */
const maxPositions = 10

const originals = new WeakMap<object, unknown>()

/** Remembers what an error was made of, for the log. Not a field of it, so that nothing shows it by accident. */
export const rememberOriginal = <Made extends object>(made: Made, original: unknown): Made => {
  originals.set(made, original)
  return made
}

/** Makes a copy of an error remember what the error was made of. */
export const copyOriginal = <Made extends object>(made: Made, error: object): Made =>
  originals.has(error) ? rememberOriginal(made, originals.get(error)) : made

/** The message of what an error was made of. It may contain anything: a key, a prompt, a body. */
export const originalMessage = (made: object): string | undefined => {
  const original = originals.get(made)
  if (original instanceof Error) return original.message
  return typeof original === 'string' ? original : undefined
}

/** The class of a foreign error, and the positions of its stack; nothing of its message. */
export const originOf = (error: unknown): { error: string; at?: string[] } => {
  if (!(error instanceof Error)) return { error: typeof error }
  // A stack line ends with its position. The message above it is removed: it may contain anything.
  const stack = String(error.stack).replace(error.message, '')
  const at = stack.match(/(?<=^ +at ).*:\d+:\d+\)?$/gm) ?? []
  return { error: error.name, ...(at.length > 0 && { at: at.slice(0, maxPositions) }) }
}
