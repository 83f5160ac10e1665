/** What went wrong, in Lambda's own terms: `Runtime.ExitError`, `Sandbox.Timedout`, `TypeError`… */
export type Failure = {
  errorType: string
  message: string
  /** Lines of the stack, of a failure at start-up only. */
  trace?: readonly string[]
}

/**
 * An invocation that did not end as it should: the function threw, died, ran out of time, or
 * answered with something that is no HTTP response.
 *
 * `message` is safe to show. It never holds what a handler threw (that may carry a key or a prompt;
 * the function's own log has it), except for failures at start-up, where nothing of a request exists.
 */
export class FunctionError extends Error {
  override readonly name = 'FunctionError'
  /** The name of the thrown error, or Lambda's type of failure. */
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

/** The failure of a handler that threw, without what it said. */
export const handlerFailure = (errorType: string): Failure => ({
  errorType,
  message: 'The function failed',
})

/** The failure of a function that ran for longer than `timeoutMs`, in Lambda's words. */
export const timeoutFailure = (timeoutMs: number): Failure => ({
  errorType: 'Sandbox.Timedout',
  message: `Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`,
})

/**
 * The failure of a response that no Function URL can turn into HTTP. AWS answers 502 and names no
 * type, so this one is ours.
 */
export const malformedResponse = (reason: string): Failure => ({
  errorType: 'Twin.MalformedResponse',
  message: `Malformed response: ${reason}`,
})
