import type { ServerResponse } from 'node:http'
import { type CloudOptions, pool, startCloud } from './cloud.ts'
import { CommandFailure } from './command.ts'
import { type EdgeOptions, startEdge } from './edge/edge.ts'
import { targetOf } from './loopback.ts'
import { type RoutedFunction, startFunctions } from './routed-functions.ts'
import type { FunctionOptions } from './runtime/function.ts'
import { type Issuer, startIssuer } from './services/issuer.ts'
import { type UserName, users } from './services/tokens.ts'

export type TwinOptions = CloudOptions &
  Omit<FunctionOptions, 'env'> &
  Pick<EdgeOptions, 'port' | 'front' | 'local' | 'routes'> & {
    /** The function's variables; they override those that name the twin's services. */
    env?: Record<string, string>
    /** Additional functions with the same configuration. @defaultValue none */
    additionalFunctions?: readonly RoutedFunction[]
  }

export type Twin = {
  url: string
  /** The function's variables that name the twin's services. */
  environment: Record<string, string>
  /**
   * Makes the next request start a fresh environment. Earlier environments finish their requests;
   * resolves when they have ended.
   */
  restart(): Promise<void>
  /** Ends everything; requests in progress fail. */
  close(): Promise<void>
}

const tokenSeconds = 3_600

/** In seconds. A day either way is enough for a test, and no token lives for ever. */
const longestToken = 86_400

/**
 * Starts the twin of the cloud: an unchanged handler, in its own processes, with everything it
 * needs around it. Also serves the sign-in `/local/token`, whose tokens live for `expiresIn`
 * seconds (one hour by default); with a negative value they have already expired.
 *
 * @throws FunctionError when the handler's module cannot be imported; CommandFailure when the port is taken
 */
export const startTwin = async (options: TwinOptions): Promise<Twin> => {
  const { port, local = async () => false, additionalFunctions = [] } = options
  const issuer = await startIssuer(pool)
  const cloud = await startCloud(issuer, options)
  const { environment } = cloud
  const settings = { ...options, env: { ...environment, ...options.env } }
  let lambda = startFunctions(settings, additionalFunctions)
  const functions = new Set([lambda])

  const restart = async () => {
    const old = lambda
    lambda = startFunctions(settings, additionalFunctions)
    functions.add(lambda)
    await old.retire()
    functions.delete(old)
  }
  const besideFunction: EdgeOptions['local'] = async (request, response) => {
    const { path, query } = targetOf(request)
    if (path !== '/local/token') return local(request, response)
    sendTokens(response, issuer, new URLSearchParams(query))
    return true
  }
  const closeBehind = () =>
    Promise.all([...[...functions].map((each) => each.close()), cloud.close()])
  const open = async () => {
    await lambda.start()
    return startEdge({
      ...options,
      invoke: (...invocation) => lambda.invoke(...invocation),
      local: besideFunction,
    })
  }
  const edge = await open().catch(async (error: NodeJS.ErrnoException) => {
    await closeBehind()
    if (error.code !== 'EADDRINUSE') throw error
    throw new CommandFailure(`port ${port} is already in use.`)
  })
  const close = async () => {
    await Promise.all([edge.close(), closeBehind()])
  }
  return { url: edge.url, environment, restart, close }
}

function sendTokens(response: ServerResponse, issuer: Issuer, query: URLSearchParams): void {
  const name = query.get('user')
  const expiresIn = query.get('expiresIn') ?? String(tokenSeconds)
  if (!isUser(name)) {
    const message = `user must be one of ${Object.keys(users).join(', ')}`
    sendJson(response, 400, { error: 'unknown_user', message })
    return
  }
  const seconds = Number(expiresIn)
  if (!/^-?\d+$/.test(expiresIn) || Math.abs(seconds) > longestToken) {
    const message = `expiresIn must be a whole number of seconds, from -${longestToken} to ${longestToken}`
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
