import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type Loopback, listen } from '../loopback.ts'
import {
  cognitoClaims,
  createKeys,
  type Jwks,
  publicJwks,
  signToken,
  type TokenUse,
  type UserName,
  users,
} from './tokens.ts'

/** `down` breaks the connection, `hang` never answers, `bad-json` is a truncated 200. */
export type IssuerFailure = 'down' | 'hang' | 'bad-json' | 500

export type IssuerOptions = {
  /** `us-east-1_Abc123456`; the issuer's region is its first part */
  poolId: string
  clientId: string
  /** @defaultValue 0, any free port */
  port?: number
}

/** A server of a pool's public keys at `{url}/{poolId}/.well-known/jwks.json`. */
export type KeyServer = Loopback & {
  /** Requests so far, whatever the answer. */
  readonly requests: number
  readonly jwks: Jwks
  /** Fails every request from now on; `undefined` restores service. */
  fail: IssuerFailure | undefined
  /** Milliseconds before each answer. */
  delayMs: number
}

export type Issuer = KeyServer & {
  /** A token as signed by the pool. `claims` override; `undefined` omits one. */
  mint(options: {
    user: UserName
    use: TokenUse
    /** @defaultValue 3,600 */
    expiresInSeconds?: number
    claims?: Record<string, unknown>
  }): string
}

/**
 * Starts a Cognito-like issuer. Without `jwks` it makes its own keys and can mint tokens; with
 * a given set it can only serve the set.
 *
 * @throws TypeError from `mint` when `poolId` is invalid.
 */
export function startIssuer(options: IssuerOptions & { jwks: Jwks }): Promise<KeyServer>
export function startIssuer(options: IssuerOptions): Promise<Issuer>
export async function startIssuer(
  options: IssuerOptions & { jwks?: Jwks },
): Promise<KeyServer | Issuer> {
  const { poolId, clientId, port } = options
  if (options.jwks) return serveKeys(poolId, options.jwks, port)

  const keys = await createKeys()
  const mint: Issuer['mint'] = ({ user, use, ...rest }) =>
    signToken(keys[use], {
      payload: cognitoClaims({ poolId, clientId, user: users[user], use, ...rest }),
    })
  return Object.assign(await serveKeys(poolId, publicJwks(keys), port), { mint })
}

async function serveKeys(poolId: string, jwks: Jwks, port?: number): Promise<KeyServer> {
  const state = { requests: 0, jwks, fail: undefined as IssuerFailure | undefined, delayMs: 0 }
  const path = `/${poolId}/.well-known/jwks.json`

  const answer = async (request: IncomingMessage, response: ServerResponse, gone: AbortSignal) => {
    state.requests += 1
    if (state.delayMs) await delay(state.delayMs, undefined, { signal: gone })
    const body = JSON.stringify(jwks)
    if (state.fail === 'hang') return
    if (state.fail === 'down') return response.destroy()
    if (state.fail === 500) return send(response, 500, '{"message":"Internal Server Error"}')
    if (state.fail === 'bad-json') return send(response, 200, body.slice(0, body.length / 2))
    if (request.url !== path) return send(response, 404, '{"message":"Not Found"}')
    send(response, 200, body)
  }

  return Object.assign(state, await listen(answer, port))
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}
