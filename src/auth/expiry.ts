import { tokenExpired } from './bearer.ts'

/**
 * Refuses an expired token. Both verifiers apply one tolerance to `nbf` and to `exp`, but only `nbf`
 * needs it: a client replaces an expired token, while every new token of a fast clock is too early.
 *
 * @throws HttpError 401 `token_expired`
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
 */
export const requireUnexpired = ({ exp = 0 }: { exp?: number | undefined }, pkg: string): void => {
  if (exp <= Date.now() / 1000) throw tokenExpired(pkg)
}
