/** Writes into a text how many milliseconds something took. */
export const stamp = (ms: number): string => `[${ms.toFixed(2)} ms]`

/** The milliseconds that a text names; `undefined` if it names none. */
export const readStamp = (text: string): number | undefined => {
  const [, ms] = /\[(\d+\.\d\d) ms\]/.exec(text) ?? []
  return ms === undefined ? undefined : Number(ms)
}
