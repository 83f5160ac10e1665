import { within } from './event-source.ts'

/**
 * Returns the ID token, a new one if the last one was refused; nothing if nobody is signed in. If it
 * rejects, the sign-in service was not reached (`network`).
 */
export type GetToken = (options: { forceRefresh: boolean }) => Promise<string | undefined>

/** A request. */
export type ApiRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  url: string
  accept: 'text/event-stream' | 'application/json'
  /** Sent as JSON. */
  body?: object
}

/** `getToken` returned no token. */
export class SignInError extends Error {}

/** The page has no `crypto.subtle`: it was not loaded over https, nor from localhost. */
export class InsecureContextError extends Error {}

/**
 * A `fetch` that adds the token to its requests, and repeats a request only if
 * its token was refused.
 *
 * @param silenceMs the longest time of a token refresh
 * @returns a function that throws SignInError, InsecureContextError, SilenceError, and the errors of
 * `getToken` and `fetch`
 */
export const authorizedFetch = (getToken: GetToken, silenceMs: number) => {
  let refreshing: Promise<string> | undefined

  const token = async (forceRefresh: boolean) => {
    const idToken = await getToken({ forceRefresh })
    if (!idToken) throw new SignInError()
    return idToken
  }

  /** One refresh for all requests that were refused meanwhile. */
  const freshToken = () => {
    refreshing ??= within(silenceMs, token(true)).finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  return async (request: ApiRequest, signal: AbortSignal): Promise<Response> => {
    const { method, url, accept } = request
    const { body, headers } = await payload(request)
    const send = (idToken: string) =>
      fetch(url, {
        method,
        body,
        signal,
        headers: { accept, authorization: `Bearer ${idToken}`, ...headers },
      })
    const response = await send(await token(false))
    if (response.status !== 401) return response
    await response.body?.cancel()
    return send(await freshToken())
  }
}

async function payload({ body: value }: ApiRequest) {
  if (!value) return { body: null, headers: {} }
  const body = new TextEncoder().encode(JSON.stringify(value))
  const headers = {
    'content-type': 'application/json',
    // CloudFront signs the hash of the body, not the body, and does not compute it.
    'x-amz-content-sha256': await sha256(body),
  }
  return { body, headers }
}

async function sha256(bytes: BufferSource): Promise<string> {
  if (!crypto.subtle) throw new InsecureContextError()
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
