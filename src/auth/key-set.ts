import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import {
  FetchError,
  JwksValidationError,
  JwkValidationError,
  JwtInvalidIssuerError,
  KidNotFoundInJwksError,
  NonRetryableFetchError,
} from 'aws-jwt-verify/error'
import { type Fetcher, SimpleFetcher } from 'aws-jwt-verify/https'
import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk'
import { keysUnavailable } from './bearer.ts'
import { waits } from './waits.ts'

const loopbackTimeoutMs = 3_000

/** An issuer, as tokens name it (`iss`), and the address of its key set. */
export type Issuer = { issuer: string; jwksUri: string }

/** A cache of key sets (JWKS), see `keySets`. */
export type KeySets = JwksCache & {
  /** Fetches the sets at start-up. A failure does not count: the sandbox may be frozen meanwhile. */
  prefetch(): void
}

/**
 * Keeps the key sets of these issuers. A token names its issuer before it is verified, so another
 * issuer is refused before anything is fetched. A set that could not be fetched, or that lacks a
 * key, is not fetched again for some seconds; `getJwk` throws a 503 `keys_unavailable` meanwhile.
 *
 * @param jwksUri one address for all of them, a `serviceUrl`, instead of their own
 */
export const keySets = (pkg: string, issuers: readonly Issuer[], jwksUri?: string): KeySets => {
  const pauses = waits()
  const unknownKey = new KidNotFoundInJwksError('The key is not in the set')
  const cache = new SimpleJwksCache({
    fetcher: fetcherOf(jwksUri),
    penaltyBox: {
      wait: async (uri) => pauses.check(uri),
      registerFailedAttempt: (uri) => pauses.begin(uri, unknownKey),
      registerSuccessfulAttempt: (uri) => pauses.end(uri),
    },
  })
  const fetchJwk = cache.getJwk.bind(cache)
  let warm: Promise<unknown> | undefined

  const prefetch = () => {
    warm = Promise.allSettled(issuers.map((issuer) => cache.getJwks(issuer.jwksUri)))
  }

  const getJwk: JwksCache['getJwk'] = async (uri, token) => {
    if (!issuers.some(({ issuer }) => issuer === token.payload.iss)) {
      throw new JwtInvalidIssuerError('Another issuer', undefined)
    }
    await warm
    try {
      return await fetchJwk(uri, token)
    } catch (error) {
      if (!isUnavailable(error)) throw error
      throw keysUnavailable(pkg, failureName(error), pauses.begin(uri, error))
    }
  }

  return Object.assign(cache, { getJwk, prefetch })
}

/**
 * The name of such a failure, for the log, e.g. `ENOTFOUND` or `HTTP 404`. aws-jwt-verify has it only
 * in the message, after the address.
 */
export const failureName = (error: Error): string => {
  if (!(error instanceof FetchError)) return 'InvalidKeySet'
  const [why = ''] = error.message.split(': ').slice(-1)
  const [, status] = /^Status code is (\d{3})/.exec(why) ?? []
  if (status !== undefined) return `HTTP ${status}`
  if (/time-out|operation was aborted/.test(why)) return 'TimeoutError'
  if (why === 'socket hang up') return 'ECONNRESET'
  return /\bE[A-Z_]{4,}\b/.exec(why)?.[0] ?? 'FetchError'
}

/** Whether a key set could not be fetched, or is none. */
function isUnavailable(error: unknown): error is Error {
  return (
    error instanceof FetchError ||
    error instanceof JwksValidationError ||
    error instanceof JwkValidationError
  )
}

function fetcherOf(jwksUri: string | undefined): Fetcher {
  const fetcher = new SimpleFetcher()
  if (jwksUri === undefined) return fetcher
  const url = new URL(jwksUri)
  return url.protocol === 'https:'
    ? { fetch: (_uri, options, data) => fetcher.fetch(jwksUri, options, data) }
    : { fetch: () => getPlain(url) }
}

/** aws-jwt-verify's own fetcher supports only https. */
async function getPlain(url: URL): Promise<ArrayBuffer> {
  const { promise, resolve, reject } = Promise.withResolvers<ArrayBuffer>()
  const fail = (error: Error) => reject(new FetchError(url.href, error.message))
  const request = get(url, { signal: AbortSignal.timeout(loopbackTimeoutMs) }, (response) => {
    if (response.statusCode !== 200) {
      response.resume()
      reject(new NonRetryableFetchError(url.href, `Status code is ${response.statusCode}`))
      return
    }
    buffer(response).then((body) => resolve(new Uint8Array(body).buffer), fail)
  })
  request.on('error', fail)
  return promise
}
