import { isListOfNames, numberIn, type OptionRules } from '../options.ts'

/** Claims that a token must have; of a list, one of them. */
export type RequiredClaims = readonly (string | readonly string[])[]

/** The token options that `cognitoAuth` and `jwtAuth` share. */
export type TokenOptions = {
  /** Headers that may hold `Bearer TOKEN`, in lower case. A request with two of them is refused. @defaultValue ['authorization'] */
  headers?: readonly string[]
  /** Headers that may hold the token without `Bearer`, in lower case, e.g. `id_token`. They count towards the two. @defaultValue [] */
  bareHeaders?: readonly string[]
  /** Claims that the token must have as a non-empty string; of a list, one of them. @defaultValue [] */
  requiredClaims?: RequiredClaims
  /** How many seconds ahead a token's `nbf` may be, since the issuer's clock may be fast; at most 300. An expired token is never accepted. @defaultValue 5 */
  nbfLeewaySeconds?: number
}

export const tokenDefaults = {
  headers: ['authorization'],
  bareHeaders: [],
  requiredClaims: [],
  nbfLeewaySeconds: 5,
} satisfies TokenOptions

export const tokenRules: OptionRules<TokenOptions> = {
  headers: [
    'a list of names in lower case',
    (names) => isListOfNames(names) && names.every(isLowerCase),
  ],
  bareHeaders: [
    'a list of names in lower case, none of them in headers',
    (names, { headers }) =>
      Array.isArray(names) &&
      names.every((name) => isListOfNames([name]) && isLowerCase(name)) &&
      !names.some((name) => Array.isArray(headers) && headers.includes(name)),
  ],
  requiredClaims: [
    'a list of names, or of lists of names',
    (claims) => Array.isArray(claims) && claims.every((names) => isListOfNames([names].flat())),
  ],
  // RFC 7519, 4.1.5: usually no more than a few minutes.
  nbfLeewaySeconds: numberIn(0, 300),
}

function isLowerCase(name: string): boolean {
  return name === name.toLowerCase()
}
