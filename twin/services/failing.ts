/** Which requests fail, and how: all, those of one operation, or a number of them and then none. */
export type Fail<Failure extends string | number> =
  | Failure
  | { failure: Failure; operation?: string; times?: number }
  | undefined

/** The failure of this request, if any. Counts it; the service recovers after the last one. */
export const failureOf = <Failure extends string | number>(
  service: { fail: Fail<Failure> },
  operation: string,
): Failure | undefined => {
  const { fail } = service
  if (typeof fail !== 'object') return fail
  const { failure, operation: failing = operation, times } = fail
  if (failing !== operation) return undefined
  if (times !== undefined) service.fail = times > 1 ? { ...fail, times: times - 1 } : undefined
  return failure
}
