import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Exchange } from './exchange.ts'
import { createExchange, parseFailure, readText } from './exchange.ts'
import type { Failure } from './function-error.ts'
import type { Invocation } from './invocation.ts'

const PATH =
  /^\/2018-06-01\/runtime\/(?:(?<init>init\/error)|invocation\/(?:(?<next>next)|(?<id>[^/]+)\/(?<kind>response|error)))$/

/** Error trailers contain a whole stack trace; Node's own limit is 16 KiB. */
const MAX_HEADER_BYTES = 1_048_576

const TRUNCATED: Failure = {
  errorType: 'Runtime.TruncatedResponse',
  message: 'The function did not finish its response',
}

/** One invocation, from its environment's point of view. */
export type Delivery = {
  /** The answer; rejects with `FunctionError` if it failed before its status was known. */
  response: Promise<Invocation>
  /** Resolves when the client has taken the event: the function's timeout starts here. */
  delivered: Promise<void>
  /** Whether the answer has been read to its end; becomes true before the reader can know. */
  isAnswered(): boolean
  /** Resolves when the client has answered and asks for the next event; never if it dies. */
  finished: Promise<unknown>
}

/** The Runtime API of one execution environment: one client, one invocation at a time. */
export type RuntimeApi = {
  /** host:port, the value of `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string
  /** The client's report to /init/error, if any. */
  initFailure(): Failure | undefined
  /** Resolves when the client asks for its first event: its module has been imported. */
  readonly ready: Promise<void>
  /** Passes an event (JSON) to the client, at once or as soon as it asks. */
  deliver(requestId: string, event: string): Delivery
  /** Reports that the client's process is gone, and fails the invocation it leaves unfinished. */
  clientGone(failure: Failure): Promise<void>
  /** Cuts every connection. Idempotent. */
  close(): void
}

/**
 * Starts a Runtime API on 127.0.0.1, on a port chosen by the system.
 *
 * @param options.timeoutMs time from an event's delivery to its deadline
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export const startRuntimeApi = async (options: {
  timeoutMs: number
  functionArn: string
}): Promise<RuntimeApi> => {
  const sockets = new Set<Socket>()
  const ready = Promise.withResolvers<void>()
  let initFailure: Failure | undefined
  let poll: ServerResponse | undefined
  let waiting: Slot | undefined
  let open: Slot | undefined

  const handOver = (): void => {
    if (!poll || !waiting) return
    open = waiting
    waiting = undefined
    poll.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': open.exchange.requestId,
      'Lambda-Runtime-Deadline-Ms': Date.now() + options.timeoutMs,
      'Lambda-Runtime-Invoked-Function-Arn': options.functionArn,
      'Lambda-Runtime-Trace-Id': traceId(),
    })
    poll.end(open.exchange.event)
    poll = undefined
    open.delivered.resolve()
  }

  const serveNext = (response: ServerResponse): void => {
    open?.exchange.blame(TRUNCATED)
    open?.polled.resolve()
    poll = response
    ready.resolve()
    handOver()
  }

  const serveAnswer = async (
    request: IncomingMessage,
    response: ServerResponse,
    { id, kind }: Record<string, string | undefined>,
  ): Promise<void> => {
    if (!open || open.answering || encodeURIComponent(open.exchange.requestId) !== id) {
      request.resume()
      return reply(response, 400, { errorType: 'InvalidRequestID' })
    }
    open.answering = true
    await (kind === 'error' ? open.exchange.fail(request) : open.exchange.answer(request))
    reply(response, 202, { status: 'OK' })
  }

  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, async (request, response) => {
    const route = PATH.exec(request.url ?? '')?.groups
    // A web page may point its own host name at this machine (DNS rebinding).
    if (request.headers.host !== address) reply(response, 421, { errorType: 'MisdirectedRequest' })
    else if (isFromBrowser(request)) reply(response, 403, { errorType: 'Forbidden' })
    else if (route?.next) serveNext(response)
    else if (route?.id) await serveAnswer(request, response, route)
    else if (route?.init) {
      initFailure = parseFailure(await readText(request).catch(() => undefined), request.headers)
      reply(response, 202, { status: 'OK' })
    } else reply(response, 404, { errorType: 'NotFound' })
  })
  // Models can think, and answers stream, for longer than Node's request timeouts allow. And Node
  // might close an idle connection just as the client is about to write to it.
  Object.assign(server, { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    address,
    initFailure: () => initFailure,
    ready: ready.promise,
    deliver: (requestId, event) => {
      const [delivered, polled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const exchange = createExchange(requestId, event)
      waiting = { exchange, delivered, polled, answering: false }
      handOver()
      return {
        response: exchange.response,
        delivered: delivered.promise,
        isAnswered: exchange.isAnswered,
        finished: Promise.all([exchange.answered, polled.promise]),
      }
    },
    clientGone: async (failure) => {
      const left = waiting ?? open
      left?.exchange.blame(failure)
      // Its last bytes may still be in transit. A connection that stays open has a slow reader.
      for (const socket of sockets) await closed(socket)
      left?.exchange.abandon(failure)
      server.close()
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

type Slot = {
  exchange: Exchange
  delivered: PromiseWithResolvers<void>
  polled: PromiseWithResolvers<void>
  answering: boolean
}

/** Whether a browser sent it: a page that asks for the next event would steal an invocation. */
function isFromBrowser({ headers }: IncomingMessage): boolean {
  return Object.keys(headers).some((name) => name === 'origin' || name.startsWith('sec-fetch-'))
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

/** An X-Ray trace that is not sampled: `Root=1-<seconds>-<id>;Parent=<id>;Sampled=0`. */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16)
  const hex = (bytes: number) => randomBytes(bytes).toString('hex')
  return `Root=1-${seconds}-${hex(12)};Parent=${hex(8)};Sampled=0`
}
