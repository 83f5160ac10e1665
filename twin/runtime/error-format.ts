/** A thrown value in the Runtime API's format. */
export type ErrorBody = { errorType: string; errorMessage: string; trace: string[] }

/** Describes any thrown value. DEL is escaped because headers cannot contain it. */
export const toErrorBody = (thrown: unknown): ErrorBody => {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] }
  }
  return {
    errorType: escapeDel(String(thrown.name)),
    errorMessage: escapeDel(String(thrown.message)),
    trace: escapeDel(thrown.stack ?? '').split('\n'),
  }
}

/**
 * Logs the error that ended an invocation or the start-up, on one line. Like Lambda's client it
 * prints every enumerable property of the error and of nested errors, so leaks there show here too.
 */
export const logError = (title: 'Init Error' | 'Invoke Error', thrown: unknown): void => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  console.error(`${title}\t${stringify(error)}`)
}

function stringify(error: Error): string {
  try {
    return JSON.stringify(error, (_key, value) =>
      value instanceof Error ? enumerable(value) : value,
    )
  } catch {
    return JSON.stringify(toErrorBody(error))
  }
}

function enumerable(error: Error & { code?: unknown }): object {
  return {
    errorType: error.name,
    errorMessage: error.message,
    code: error.code,
    ...error,
    stack: error.stack?.split('\n'),
  }
}

function escapeDel(text: string): string {
  return text.replaceAll('\x7f', '%7F')
}
