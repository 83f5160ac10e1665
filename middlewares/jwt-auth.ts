import type { MiddlewareObj, Request } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { JWTPayload } from 'jose'
import {
  JOSEAlgNotAllowed,
  JOSEError,
  JWSSignatureVerificationFailed,
  JWTClaimValidationFailed,
  JWTExpired,
} from 'jose/errors'
import { decodeJwt } from 'jose/jwt/decode'
import { jwtVerify } from 'jose/jwt/verify'
import {
  keysUnavailable,
  type TokenFault,
  tokenExpired,
  tokenInvalid,
  tokenOf,
} from '../src/auth/bearer.ts'
import { requireUnexpired } from '../src/auth/expiry.ts'
import { requireClaims } from '../src/auth/required-claims.ts'
import { type TokenOptions, tokenDefaults, tokenRules } from '../src/auth/token-options.ts'
import { waits } from '../src/auth/waits.ts'
import { type HttpError, toHttpError, withHeaders } from '../src/errors/http-error.ts'
import type { HttpEvent } from '../src/http-event.ts'
import {
  checkOptions,
  isListOfNames,
  type OptionRule,
  type OptionRules,
  optional,
  withDefaults,
} from '../src/options.ts'
import type { ParameterSource } from '../src/parameter-source.ts'

const pkg = 'middy-chat/jwt-auth'

/** How a token is signed: with an HMAC of a secret that both sides share. */
export type JwtAlgorithm = 'HS256' | 'HS384' | 'HS512'

/** Which tokens are accepted, and where they are. */
export type JwtAuthOptions = TokenOptions & {
  /** The shared secret, or a source of it such as `keys.parameters.jwt` of `ssmParameters`: at least 32 bytes, 48 for HS384, 64 for HS512. */
  secret: string | ParameterSource
  /** The one algorithm that is accepted: `'HS256'`, `'HS384'` or `'HS512'`. @defaultValue 'HS256' */
  algorithm?: JwtAlgorithm
  /** The issuer that a token must have (`iss`). */
  issuer?: string | undefined
  /** The audience that a token must have (`aud`). */
  audience?: string | undefined
}

const defaults = {
  algorithm: 'HS256',
  ...tokenDefaults,
} satisfies Partial<JwtAuthOptions>

/** A secret shorter than the hash could be guessed. @see https://www.rfc-editor.org/rfc/rfc7518#section-3.2 */
const secretBytes = { HS256: 32, HS384: 48, HS512: 64 } satisfies Record<JwtAlgorithm, number>

const name: OptionRule = ['a name', (value) => isListOfNames([value])]

const rules: OptionRules<JwtAuthOptions> = {
  secret: [
    'a source, or at least 32 bytes, 48 for HS384, 64 for HS512',
    (secret, { algorithm }) =>
      typeof secret === 'function' ||
      (typeof secret === 'string' && (!isAlgorithm(algorithm) || isLong(secret, algorithm))),
  ],
  algorithm: ['HS256, HS384 or HS512', isAlgorithm],
  issuer: optional(name),
  audience: optional(name),
  ...tokenRules,
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const jwtAuthValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/** `context.claims`: the token's payload. `claims.sub` is never empty. */
export type JwtAuthContext = Context & { claims: JWTPayload & { sub: string } }

/**
 * Lets a request pass only with a valid token that is signed with a shared
 * secret: for issuers other than Cognito.
 *
 * **Reads** the token from the listed headers.
 * **Writes** `context.claims`.
 * **Throws** 401 `missing_token`, `ambiguous_token`, `invalid_token`, `token_expired`,
 * each with `www-authenticate`; 503 `keys_unavailable` when the source gives a secret that is
 * too short; whatever the source throws, a 503 with `retry-after`, again for ten seconds.
 * **Order** after `jsonErrors`, before everything expensive.
 *
 * @example
 * export const handler = middy()
 *   .use(jsonErrors())
 *   .use(jwtAuth({ secret: process.env.JWT_SECRET_KEY ?? '', issuer: 'https://shop.example' }))
 *   .handler((event, { claims }) => ({ statusCode: 200, body: claims.sub }))
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export const jwtAuth = (
  options: JwtAuthOptions,
): MiddlewareObj<HttpEvent, unknown, Error, JwtAuthContext> => {
  jwtAuthValidateOptions(options)
  const all = withDefaults(defaults, options)
  const { secret, algorithm, issuer, audience } = all
  const source = typeof secret === 'string' ? async () => secret : secret
  const checks = {
    // Never the algorithm that the token names: `none`, or a public key's PEM as the secret, would pass.
    algorithms: [algorithm],
    requiredClaims: ['exp'],
    clockTolerance: all.nbfLeewaySeconds,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  }

  const pauses = waits()

  const keyOf = async (token: string, refresh: boolean) => {
    // Before the secret is fetched: anyone can send such a token.
    if (issuer !== undefined && decodeJwt(token).iss !== issuer) throw tokenInvalid(pkg, 'issuer')
    // A newer secret has a wait of its own: a forged token must not lock out good ones.
    const name = refresh ? 'newer' : 'current'
    const ask = async () => {
      pauses.check(name)
      return source({ refresh })
    }
    const current = await ask().catch((error: unknown) => {
      throw failureOf(error, pauses.begin(name, error))
    })
    if (!isLong(current, algorithm)) throw keysUnavailable(pkg, 'SecretTooShort')
    return Buffer.from(current)
  }

  const verify = async (token: string, refresh: boolean): Promise<JWTPayload> => {
    // jose calls for the key once the form and the algorithm are right.
    const key = () => keyOf(token, refresh)
    const { payload, protectedHeader } = await jwtVerify(token, key, checks)
    // No critical extension is supported; jose itself supports one (RFC 7515, 4.1.11).
    if ('crit' in protectedHeader) throw tokenInvalid(pkg, 'malformed')
    return payload
  }

  const jwtAuthBefore = async ({
    event,
    context,
  }: Request<HttpEvent, unknown, Error, JwtAuthContext>) => {
    const token = tokenOf(event, all, pkg)
    const claims = await verify(token, false)
      // The secret may have been rotated.
      .catch((error: unknown) => {
        if (error instanceof JWSSignatureVerificationFailed) return verify(token, true)
        throw error
      })
      .catch((error: unknown) => {
        throw refusal(error)
      })
    requireUnexpired(claims, pkg)
    requireClaims(claims, ['sub', ...all.requiredClaims], pkg)
    context.claims = claims as JwtAuthContext['claims']
  }

  return { before: jwtAuthBefore }
}

function isAlgorithm(algorithm: unknown): algorithm is JwtAlgorithm {
  return typeof algorithm === 'string' && Object.hasOwn(secretBytes, algorithm)
}

function isLong(secret: string, algorithm: JwtAlgorithm): boolean {
  return Buffer.byteLength(secret) >= secretBytes[algorithm]
}

/** The failure of the source; a 503 says when the source is asked again. */
function failureOf(error: unknown, seconds: number): HttpError {
  const failure = toHttpError(error, pkg)
  if (failure.statusCode !== 503) return failure
  return withHeaders(failure, { 'retry-after': String(seconds), ...failure.headers })
}

function refusal(error: unknown): HttpError {
  if (error instanceof JWTExpired) return tokenExpired(pkg)
  return error instanceof JOSEError ? tokenInvalid(pkg, faultOf(error)) : toHttpError(error, pkg)
}

function faultOf(error: JOSEError): TokenFault {
  if (error instanceof JWSSignatureVerificationFailed) return 'signature'
  if (error instanceof JOSEAlgNotAllowed) return 'signature'
  if (!(error instanceof JWTClaimValidationFailed)) return 'malformed'
  const { claim, reason } = error
  if (claim === 'nbf' && reason === 'check_failed') return 'not_yet_valid'
  return faultOfClaim[claim] ?? 'malformed'
}

const faultOfClaim: Record<string, TokenFault> = { iss: 'issuer', aud: 'audience' }
