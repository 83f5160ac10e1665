import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { toErrorBody } from './error-format.ts'
import type { ResponseStream } from './response-stream.ts'
import { responseStream } from './response-stream.ts'

// An `import` of node:http evaluates all its exports, and the lazy ones load undici: 45 ms of cold
// start that Lambda's own client does not have. The functions are read before the handler's module
// runs: a tracer in it replaces `http.request`, and would trace the Runtime API too.
const { Agent, request: httpRequest } = process.getBuiltinModule('node:http')

const PATH = '/2018-06-01/runtime'
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type'
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body'

/** The response of one invocation, in progress. */
export type StreamedResponse = {
  /** The stream the handler writes to. */
  stream: ResponseStream
  /** Settles when the Runtime API has received the whole response. */
  taken: Promise<void>
  /** Ends the response, with the error as trailers. */
  fail(error: unknown): Promise<void>
}

/** The runtime client's side of the Runtime API. Every method rejects when the API is gone. */
export type ClientConnection = {
  /** Waits for the next event. */
  next(): Promise<{ event: unknown; headers: IncomingHttpHeaders }>
  /** Answers with a value. */
  respond(requestId: string, value: unknown): Promise<void>
  /** Answers as a stream that the handler writes. */
  stream(requestId: string, highWaterMark: number | undefined): StreamedResponse
  /** Reports an error thrown by the handler. */
  fail(requestId: string, error: unknown): Promise<void>
  /** Reports a module without a working handler. */
  failInit(error: unknown): Promise<void>
}

/** @param address host:port of the Runtime API */
export const connect = (address: string): ClientConnection => {
  const { hostname, port } = new URL(`http://${address}`)
  // The long poll uses a separate connection: responses may still be using theirs.
  const polling = new Agent({ keepAlive: true, maxSockets: 1 })
  const responding = new Agent({ keepAlive: true, maxSockets: 1 })

  const send = (
    path: string,
    options: RequestOptions & { highWaterMark?: number },
  ): ClientRequest =>
    httpRequest({ hostname, port, path: `${PATH}${path}`, agent: responding, ...options })

  const post = (path: string, body: unknown, headers = {}): Promise<void> =>
    new Promise((resolve, reject) => {
      const json = stringify(body)
      const request = send(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
      })
      request.once('error', reject)
      request.once('response', (response) => response.resume().once('end', resolve))
      request.end(json)
    })

  const next = async () => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const request = send('/invocation/next', { agent: polling })
    request.once('error', reject).once('response', resolve).end()
    const response = await promise
    const json = Buffer.concat(await response.toArray()).toString()
    return { event: JSON.parse(json), headers: response.headers }
  }

  const stream: ClientConnection['stream'] = (requestId, highWaterMark) => {
    return streamedResponse(
      send(`/invocation/${encodeURIComponent(requestId)}/response`, {
        method: 'POST',
        // Takes effect only if this request opens the connection, as in Lambda's client.
        ...(highWaterMark ? { highWaterMark } : {}),
        headers: {
          'Lambda-Runtime-Function-Response-Mode': 'streaming',
          Trailer: [ERROR_TYPE, ERROR_BODY],
          'Content-Type': 'application/octet-stream',
          'Transfer-Encoding': 'chunked',
        },
      }),
    )
  }

  return {
    next,
    stream,
    respond: (id, value) => post(`/invocation/${encodeURIComponent(id)}/response`, value),
    fail: (id, error) => post(`/invocation/${encodeURIComponent(id)}/error`, toErrorBody(error)),
    failInit: (error) => {
      const body = toErrorBody(error)
      return post('/init/error', body, { [ERROR_TYPE]: body.errorType })
    },
  }
}

function streamedResponse(request: ClientRequest): StreamedResponse {
  const answered = Promise.withResolvers<void>()
  const taken = Promise.withResolvers<void>()
  request.once('response', (response) => {
    answered.resolve()
    response.resume().once('end', taken.resolve).once('aborted', taken.reject)
  })
  request.on('error', (error) => {
    // This rejection is not handled, as in Lambda's client: a response stream that is
    // destroyed, with or without an error, ends the process.
    answered.reject(error)
    taken.reject(error)
  })

  const fail = async (error: unknown): Promise<void> => {
    const body = toErrorBody(error)
    request.addTrailers({
      [ERROR_TYPE]: body.errorType,
      [ERROR_BODY]: Buffer.from(JSON.stringify(body)).toString('base64'),
    })
    await new Promise<void>((resolve) => request.end(resolve))
  }

  return {
    stream: responseStream(request, (type) => void request.setHeader('Content-Type', type)),
    taken: taken.promise,
    fail,
  }
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value === undefined ? null : value)
  } catch {
    const error = new Error('Unable to stringify response body')
    throw Object.assign(error, { name: 'Runtime.JSONStringifyError' })
  }
}
