import { isListOfNames, type OptionRule } from '../options.ts'
import { unauthorized } from './bearer.ts'

/** Claims that a token must have; of a list, one of them. */
export type RequiredClaims = readonly (string | readonly string[])[]

export const requiredClaimsRule: OptionRule = [
  'a list of names, or of lists of names',
  (claims) => Array.isArray(claims) && claims.every((names) => isListOfNames([names].flat())),
]

/** @throws HttpError 401 `invalid_token` if one is no string, or an empty one */
export const requireClaims = (claims: object, required: RequiredClaims, pkg: string): void => {
  const texts = new Set(
    Object.entries(claims).flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? name : [],
    ),
  )
  const missing = required
    .map((names) => [names].flat())
    .find((names) => !names.some(texts.has, texts))
  if (missing) throw unauthorized(pkg, 'invalid_token', `The token has no ${missing.join(' or ')}.`)
}
