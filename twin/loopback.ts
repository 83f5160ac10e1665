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

/** A server of the twin: its address without a final slash, and its end. */
export type Loopback = {
  readonly url: string
  /** Ends every connection, answered or not; settles when all are gone and the port is free. */
  close(): Promise<void>
}

/** `gone` aborts when the response is over: sent to its end, or left by the client. */
export type LoopbackHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  gone: AbortSignal,
) => Promise<unknown>

/** What of a server is needed here: that of node:http, or one that speaks more. */
export type Serve = (onRequest: RequestListener) => NetServer & Pick<Server, 'closeAllConnections'>

// The twin holds keys and makes tokens. A page elsewhere can point a name of its own at 127.0.0.1
// (DNS rebinding) and would then be same-origin with it; the Host header gives it away.
const ownHost = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/i

/**
 * Listens on 127.0.0.1 only; `port` 0 takes a free one. Answers 421 to a foreign `Host`.
 *
 * A handler that rejects because its client has left is done; any other rejection is a fault of
 * the twin and stays an unhandled one, so that the process or the test run fails loudly.
 *
 * @param serve what makes the server
 */
export async function listen(
  handler: LoopbackHandler,
  port = 0,
  serve: Serve = createServer,
): Promise<Loopback> {
  const closing = new Set<Promise<void>>()
  const server = serve(async (request, response) => {
    if (!ownHost.test(hostOf(request))) return response.writeHead(421).end()
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
      // The server counts connections; the responses on them hear of their end a little later.
      await Promise.all([ended, ...closing])
    },
  }
}

/** HTTP/2 has a pseudo-header for it. */
function hostOf({ headers }: IncomingMessage): string {
  return headers.host ?? String(headers[':authority'] ?? '')
}

/** Path and query as they were sent. Not by `new URL`, which takes `//path` for a host. */
export const targetOf = ({ url = '/' }: IncomingMessage): { path: string; query: string } => {
  const [path = '/', ...query] = url.split('?')
  return { path, query: query.join('?') }
}

/** The body as a JSON object; `undefined` for anything else, so that a service can say 400. */
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
