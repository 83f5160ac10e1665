import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { FetchError, NonRetryableFetchError } from 'aws-jwt-verify/error'
import { type Fetcher, SimpleFetcher } from 'aws-jwt-verify/https'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import { serviceUrl } from '../formats.ts'

const loopbackTimeoutMs = 3_000

/**
 * A cache of key sets (JWKS) that fetches all of them from one address, e.g. from
 * a test issuer on this machine.
 *
 * @param jwksUri a `serviceUrl`
 * @throws TypeError if it is not
 */
export const keySetFrom = (jwksUri: string): SimpleJwksCache => {
  if (!serviceUrl.matches(jwksUri)) {
    throw new TypeError('The address of a key set must be https, or http on this machine')
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
