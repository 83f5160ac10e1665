import * as errors from 'aws-jwt-verify/error'
import { type HttpError, toHttpError } from '../errors/http-error.ts'
import { keysUnavailable, type TokenFault, tokenExpired, tokenInvalid } from './bearer.ts'
import { failureName, isUnavailable } from './key-set.ts'

/** The refusal for what `aws-jwt-verify` throws. */
export const cognitoRefusal = (error: unknown, pkg: string): HttpError => {
  if (isUnavailable(error)) return keysUnavailable(pkg, failureName(error))
  if (error instanceof errors.JwtExpiredError) return tokenExpired(pkg)
  if (!(error instanceof errors.JwtBaseError)) return toHttpError(error, pkg)
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
