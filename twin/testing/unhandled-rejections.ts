/** The reasons of the promises that reject unhandled while this runs, or directly after it. */
export const unhandledDuring = async (act: () => Promise<unknown>): Promise<unknown[]> => {
  const reasons: unknown[] = []
  const note = (reason: unknown) => reasons.push(reason)
  process.on('unhandledRejection', note)
  try {
    await act()
    await new Promise(setImmediate)
  } finally {
    process.off('unhandledRejection', note)
  }
  return reasons
}
