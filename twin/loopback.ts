import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { isLoopback } from '../src/loopback.ts'

/** A server of the twin: its address, without a trailing slash, and a way to close it. */
export type Loopback = {
  readonly url: string
  /** Ends every connection, answered or not; settles when all are closed and the port is free. */
  close(): Promise<void>
}

/** `gone` aborts when the response is over: sent completely, or abandoned by the client. */
export type LoopbackHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  gone: AbortSignal,
) => Promise<unknown>

/** The parts of a server used here: node:http's, or one that speaks more protocols. */
export type Serve = (onRequest: RequestListener) => NetServer & Pick<Server, 'closeAllConnections'>

// The twin holds keys and issues tokens. A foreign page can point its own host name at 127.0.0.1
// (DNS rebinding) and would then be same-origin with the twin; the Host header reveals it.
const ownHost = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/i

export type ListenOptions = {
  /** Creates the server. @defaultValue node:http's */
  serve?: Serve
  /** Whether to answer 403. @defaultValue isFromPage */
  refuses?: (request: IncomingMessage) => boolean
}

/**
 * Listens on 127.0.0.1 only; `port` 0 picks a free one. Answers 421 to a foreign `Host`, and 403 to
 * web pages: a page of any site can send requests to this machine, although it cannot read the
 * answers.
 *
 * A rejection after the client has left is ignored. Any other rejection of the handler is a bug in
 * the twin and stays unhandled, so that the process or the test run fails loudly.
 */
export async function listen(
  handler: LoopbackHandler,
  port = 0,
  { serve = createServer, refuses = isFromPage }: ListenOptions = {},
): Promise<Loopback> {
  const closing = new Set<Promise<void>>()
  const server = serve(async (request, response) => {
    if (!ownHost.test(hostOf(request))) return response.writeHead(421).end()
    if (refuses(request)) {
      return response.writeHead(403, { 'content-type': 'text/plain' }).end('Foreign origin.')
    }
    const gone = new AbortController()
    const closed = Promise.withResolvers<void>()
    closing.add(closed.promise)
    response.once('close', () => {
      gone.abort()
      closing.delete(closed.promise)
      closed.resolve()
    })
    try {
      await handler(request, response, gone.signal)
    } catch (error) {
      if (gone.signal.aborted || request.socket.destroyed) return
      response.destroy()
      throw error
    }
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const ended = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      // The server counts connections; their responses emit `close` slightly later.
      await Promise.all([ended, ...closing])
    },
  }
}

/**
 * Whether a web page sent the request. `none` is an address that the user typed. Node's own `fetch`
 * sends `sec-fetch-mode`, but not the site.
 *
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export const isFromPage = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined || (headers['sec-fetch-site'] ?? 'none') !== 'none'

/**
 * Whether a page that is not served from this machine sent the request. A link that the user
 * follows from such a page to ours is allowed.
 */
export const isFromForeignPage = ({ headers }: IncomingMessage): boolean => {
  const { origin } = headers
  if (origin !== undefined) return !(URL.canParse(origin) && isLoopback(new URL(origin)))
  // Images, scripts and frames have no origin.
  return headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-dest'] !== 'document'
}

/** HTTP/2 uses a pseudo-header instead. */
function hostOf({ headers }: IncomingMessage): string {
  return headers.host ?? String(headers[':authority'] ?? '')
}

/** Path and query as sent. Does not use `new URL`, which takes `//path` for a host. */
export const targetOf = ({ url = '/' }: IncomingMessage): { path: string; query: string } => {
  const [path = '/', ...query] = url.split('?')
  return { path, query: query.join('?') }
}

/** The body as a JSON object; `undefined` for anything else, so that a service can answer 400. */
export async function readJson(
  request: IncomingMessage,
): Promise<Record<string, unknown> | undefined> {
  const body = await text(request)
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value ? { ...value } : undefined
  } catch {
    return undefined
  }
}
