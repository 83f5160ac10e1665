import type { IncomingMessage, ServerResponse } from 'node:http'
import { type CloudOptions, pool, startCloud } from './cloud.ts'
import { startEdge } from './edge/edge.ts'
import { servePage } from './page/serve.ts'
import { startFunction } from './runtime/function.ts'
import { type Issuer, startIssuer } from './services/issuer.ts'
import { type UserName, users } from './services/tokens.ts'

export type TwinOptions = CloudOptions & {
  /** The built handler. */
  modulePath: string
  /** 0 for any. */
  port: number
  /** Execution environments at most. @defaultValue 10 */
  concurrency?: number
  /** Each line that the function prints. */
  onLog: (line: string) => void
}

const tokenSeconds = 3_600

/** In seconds: a day either way is enough for a test, and no token lives for ever. */
const longestToken = 86_400

/**
 * Starts the twin of the cloud: the built handler, unchanged, in processes of
 * its own, with everything that it needs around it; and beside `/chatbot` what
 * a person needs to try it: `/` a page, `/local/token` a sign-in, whose tokens live for
 * `expiresIn` seconds, an hour without it; with less than nothing they have expired.
 */
export const startTwin = async (options: TwinOptions) => {
  const { modulePath, port, onLog, concurrency = 10 } = options
  const issuer = await startIssuer(pool)
  const cloud = await startCloud(issuer, options)
  const lambda = startFunction({
    modulePath,
    concurrency,
    functionName: 'chatbot-query',
    env: cloud.environment,
    onLog,
  })
  const local = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/chatbot') return false
    if (pathname === '/local/token') sendTokens(response, issuer, searchParams)
    else await servePage(pathname, response)
    return true
  }
  const close = async () => {
    await Promise.all([edge?.close(), lambda.close(), cloud.close()])
  }
  const edge = await startEdge({ port, invoke: lambda.invoke, local }).catch(async (error) => {
    await Promise.all([lambda.close(), cloud.close()])
    throw error
  })
  return { url: edge.url, close }
}

function sendTokens(response: ServerResponse, issuer: Issuer, query: URLSearchParams): void {
  const name = query.get('user')
  const expiresIn = query.get('expiresIn') ?? String(tokenSeconds)
  if (!isUser(name)) {
    const message = `user is one of ${Object.keys(users).join(', ')}`
    sendJson(response, 400, { error: 'unknown_user', message })
    return
  }
  const seconds = Number(expiresIn)
  if (!/^-?\d+$/.test(expiresIn) || Math.abs(seconds) > longestToken) {
    const message = `expiresIn is a whole number of seconds, from -${longestToken} to ${longestToken}`
    sendJson(response, 400, { error: 'invalid_expires_in', message })
    return
  }
  const mint = (use: 'id' | 'access') => issuer.mint({ user: name, use, expiresInSeconds: seconds })
  sendJson(response, 200, {
    idToken: mint('id'),
    accessToken: mint('access'),
    expiresIn: seconds,
  })
}

function isUser(name: string | null): name is UserName {
  return name !== null && Object.hasOwn(users, name)
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body))
}
