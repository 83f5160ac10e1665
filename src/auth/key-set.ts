import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { FetchError, NonRetryableFetchError } from 'aws-jwt-verify/error'
import { type Fetcher, SimpleFetcher } from 'aws-jwt-verify/https'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import { isServiceUrl } from '../loopback.ts'

const loopbackTimeoutMs = 3_000

/**
 * A cache of key sets (JWKS) that takes all of them from one address: a pool
 * whose keys are served elsewhere, e.g. by a test's issuer on this machine.
 *
 * @param jwksUri good by `isServiceUrl`
 * @throws TypeError if it is not
 */
export const keySetFrom = (jwksUri: string): SimpleJwksCache => {
  if (!isServiceUrl(jwksUri)) {
    throw new TypeError('A key set comes over https, or over http from this machine')
  }
  const url = new URL(jwksUri)
  return new SimpleJwksCache({
    fetcher: url.protocol === 'https:' ? httpsFetcher(jwksUri) : { fetch: () => getPlain(url) },
  })
}

function httpsFetcher(jwksUri: string): Fetcher {
  const fetcher = new SimpleFetcher()
  return { fetch: (_uri, options, data) => fetcher.fetch(jwksUri, options, data) }
}

/** aws-jwt-verify's own fetch knows https alone. */
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
