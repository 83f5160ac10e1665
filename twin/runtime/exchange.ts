import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { readableSource } from './byte-source.ts'
import type { Failure } from './function-error.ts'
import { FunctionError, handlerFailure } from './function-error.ts'
import type { Invocation } from './invocation.ts'
import { bufferedInvocation, streamedInvocation } from './invocation.ts'

/** Lambda's limit for a buffered response: 6 MB plus a little for its envelope. */
const MAX_BUFFERED_BYTES = 6 * 1_048_576 + 100

const TOO_LARGE: Failure = {
  errorType: 'Function.ResponseSizeTooLarge',
  message: `Response payload size exceeded maximum allowed payload size (${MAX_BUFFERED_BYTES} bytes).`,
}

/** One event, and the runtime client's answer to it. */
export type Exchange = {
  readonly requestId: string
  /** The event as JSON. */
  readonly event: string
  /** The answer; rejects with `FunctionError` if it failed before its status was known. */
  readonly response: Promise<Invocation>
  /** Whether the answer has been read to its end; becomes true before the reader can know. */
  isAnswered(): boolean
  /** Takes the client's answer. Resolves when it has been read to its end or has broken off. */
  answer(request: IncomingMessage): Promise<void>
  /** Takes the client's report that the handler threw. Resolves when it has been read. */
  fail(request: IncomingMessage): Promise<void>
  /** Resolves with `answer()` or `fail()`. */
  readonly answered: Promise<void>
  /** Gives the reason for an answer that breaks off, now or later. The first reason counts. */
  blame(failure: Failure): void
  /** Gives up: no more answers will come. Does not affect one that has begun. */
  abandon(failure: Failure): void
}

/** An exchange waiting for its answer. */
export const createExchange = (requestId: string, event: string): Exchange => {
  const response = Promise.withResolvers<Invocation>()
  const answered = Promise.withResolvers<void>()
  const reason = Promise.withResolvers<Failure>()
  let state: 'waiting' | 'answering' | 'answered' = 'waiting'

  const toError = (failure: Failure) => new FunctionError(failure, requestId)
  const end = (): void => {
    state = 'answered'
    answered.resolve()
  }
  // The reason for a break is known only when the process is gone, asks for more, or is killed.
  const cut = async (): Promise<FunctionError> => {
    const failure = await reason.promise
    end()
    return toError(failure)
  }
  const take = (answer: Promise<Invocation>): Promise<void> => {
    state = 'answering'
    response.resolve(answer)
    return answered.promise
  }

  const stream = (request: IncomingMessage): Promise<Invocation> => {
    const failure = (): FunctionError | undefined => {
      end()
      const errorType = errorTypeOf(request.trailers)
      return errorType === undefined ? undefined : toError(handlerFailure(errorType))
    }
    const contentType = () => request.headers['content-type'] ?? 'application/octet-stream'
    return streamedInvocation(readableSource(request, { contentType, failure, cut }), requestId)
  }

  const read = async (request: IncomingMessage): Promise<string | undefined> => {
    const json = await readText(request).catch(async () => {
      throw await cut()
    })
    end()
    return json
  }

  const buffer = async (request: IncomingMessage): Promise<Invocation> => {
    const json = await read(request)
    if (json === undefined) throw toError(TOO_LARGE)
    return bufferedInvocation(json, requestId)
  }

  const failure = async (request: IncomingMessage): Promise<never> => {
    const { errorType } = parseFailure(await read(request), request.headers)
    throw toError(handlerFailure(errorType))
  }

  return {
    requestId,
    event,
    response: response.promise,
    isAnswered: () => state === 'answered',
    answered: answered.promise,
    answer: (request) => {
      const streaming = request.headers['lambda-runtime-function-response-mode'] === 'streaming'
      return take(streaming ? stream(request) : buffer(request))
    },
    fail: (request) => take(failure(request)),
    blame: reason.resolve,
    abandon: (failure) => {
      if (state === 'waiting') response.reject(toError(failure))
    },
  }
}

/** The body as text; undefined, and discarded, when it is too large. */
export const readText = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_BUFFERED_BYTES) chunks.push(chunk)
  }
  return size <= MAX_BUFFERED_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined
}

/** A client's report `{ errorType, errorMessage }`, or a header alone. */
export const parseFailure = (json: string | undefined, headers: IncomingHttpHeaders): Failure => {
  const fallback = errorTypeOf(headers) ?? 'Unhandled'
  try {
    const { errorType = fallback, errorMessage = '', trace = [] } = JSON.parse(json ?? '')
    return { errorType: String(errorType), message: String(errorMessage), trace: [trace].flat() }
  } catch {
    return { errorType: fallback, message: '' }
  }
}

function errorTypeOf(fields: NodeJS.Dict<string | string[]>): string | undefined {
  return fields['lambda-runtime-function-error-type']?.toString()
}
