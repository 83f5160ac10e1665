/** What went wrong, in Lambda's terms: `Runtime.ExitError`, `Sandbox.Timedout`, `TypeError`… */
export type Failure = {
  errorType: string
  message: string
  /** Lines of the stack, only for a failure at start-up. */
  trace?: readonly string[]
}

/**
 * An invocation that failed: the function threw, died, ran out of time, or answered with something
 * that is not an HTTP response.
 *
 * `message` is safe to show. It never contains what a handler threw (that may include a key or a
 * prompt; see the function's own log), except at start-up, before there is any request.
 */
export class FunctionError extends Error {
  override readonly name = 'FunctionError'
  /** The name of the thrown error, or Lambda's failure type. */
  readonly errorType: string
  /** Undefined when the function failed at start-up, before any request. */
  readonly requestId: string | undefined
  /** Where the module failed at start-up; empty for any other failure. */
  readonly trace: readonly string[]

  constructor(
    { errorType, message, trace = [] }: Failure,
    requestId?: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.errorType = errorType
    this.requestId = requestId
    this.trace = trace
  }
}

/** The failure of a handler that threw, without its message. */
export const handlerFailure = (errorType: string): Failure => ({
  errorType,
  message: 'The function failed',
})

/** The failure of a function that ran longer than `timeoutMs`, in Lambda's words. */
export const timeoutFailure = (timeoutMs: number): Failure => ({
  errorType: 'Sandbox.Timedout',
  message: `Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`,
})

/**
 * The failure for a response that a Function URL cannot turn into HTTP. AWS answers 502 without a
 * type, so this one is ours.
 */
export const malformedResponse = (reason: string): Failure => ({
  errorType: 'Twin.MalformedResponse',
  message: `Malformed response: ${reason}`,
})
