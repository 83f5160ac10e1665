import { tokenInvalid } from './bearer.ts'
import type { RequiredClaims } from './token-options.ts'

/** @throws HttpError 401 `invalid_token` if a claim is missing, empty or not a string */
export const requireClaims = (claims: object, required: RequiredClaims, pkg: string): void => {
  const texts = new Set(
    Object.entries(claims).flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? name : [],
    ),
  )
  const missing = required
    .map((names) => [names].flat())
    .find((names) => !names.some(texts.has, texts))
  if (missing) {
    const claim = missing.join(' or ')
    throw tokenInvalid(pkg, 'malformed', `The token has no ${claim}.`, { claim })
  }
}
