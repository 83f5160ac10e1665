/** Milliseconds of the clock shared by all processes of this machine. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6
