import * as errors from 'aws-jwt-verify/error'
import { type HttpError, toHttpError } from '../errors/http-error.ts'
import { keysUnavailable, type TokenFault, tokenExpired, tokenInvalid } from './bearer.ts'

/** The refusal for what `aws-jwt-verify` throws. */
export const cognitoRefusal = (error: unknown, pkg: string): HttpError => {
  // The token's key lacks a part. A set that could not be fetched is refused by `keySets`.
  if (error instanceof errors.JwkValidationError) return keysUnavailable(pkg, 'InvalidKeySet')
  if (error instanceof errors.JwtExpiredError) return tokenExpired(pkg)
  // aws-jwt-verify fails to print a date that is too large for JavaScript.
  const isOfToken = error instanceof errors.JwtBaseError || error instanceof RangeError
  if (!isOfToken) return toHttpError(error, pkg)
  const fault = faults.find(([type]) => error instanceof type)
  return tokenInvalid(pkg, fault?.[1] ?? 'malformed')
}

const faults: [type: abstract new (...args: never[]) => Error, TokenFault][] = [
  [errors.CognitoJwtInvalidClientIdError, 'audience'],
  [errors.CognitoJwtInvalidTokenUseError, 'use'],
  [errors.JwtInvalidIssuerError, 'issuer'],
  // Of a token that names no issuer, or one that no pool has.
  [errors.ParameterValidationError, 'issuer'],
  [errors.JwtNotBeforeError, 'not_yet_valid'],
  [errors.JwtInvalidSignatureError, 'signature'],
  [errors.JwtInvalidSignatureAlgorithmError, 'signature'],
  [errors.KidNotFoundInJwksError, 'signature'],
]
