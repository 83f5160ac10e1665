import type { MiddlewareObj, Request } from '@middy/core'
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { JwtParseError } from 'aws-jwt-verify/error'
import type {
  CognitoAccessTokenPayload,
  CognitoIdTokenPayload,
  JwtHeader,
  JwtPayload,
} from 'aws-jwt-verify/jwt-model'
import type { Context } from 'aws-lambda'
import { forbidden, tokenOf } from '../src/auth/bearer.ts'
import { cognitoRefusal } from '../src/auth/cognito-refusal.ts'
import { requireUnexpired } from '../src/auth/expiry.ts'
import { keySets } from '../src/auth/key-set.ts'
import { requireClaims } from '../src/auth/required-claims.ts'
import { type TokenOptions, tokenDefaults, tokenRules } from '../src/auth/token-options.ts'
import * as formats from '../src/formats.ts'
import type { HttpEvent } from '../src/http-event.ts'
import {
  checkOptions,
  isListOfNames,
  type OptionRules,
  ofFormat,
  optional,
  trueOrFalse,
  withDefaults,
} from '../src/options.ts'

export type { RequiredClaims, TokenOptions } from '../src/auth/token-options.ts'

const pkg = 'middy-chat/cognito-auth'

/** Cognito's two tokens: the ID token identifies a user, the access token authorizes one. */
export type TokenUse = 'id' | 'access'

/**
 * The setting of a pool, in lower case, that says which host issues its tokens: `original` is
 * `cognito-idp.REGION.amazonaws.com`, `updated` is `issuer-cognito-idp.REGION.amazonaws.com`.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
 */
export type CognitoIssuer = 'original' | 'updated'

/** Which tokens are accepted, and where they are. */
export type CognitoAuthOptions<Use extends TokenUse = TokenUse> = TokenOptions & {
  /** The pool's id, e.g. `eu-west-1_AbCdEf123`. */
  userPoolId: string
  /** The app client whose tokens are accepted, or several. */
  clientId: string | readonly string[]
  /** The pool's issuer, `'original'` or `'updated'`, or both while the pool changes from one to the other. @defaultValue 'original' */
  issuer?: CognitoIssuer | readonly CognitoIssuer[] | undefined
  /** Which of Cognito's two tokens is accepted, `'id'` or `'access'`. @defaultValue 'id' */
  tokenUse?: Use
  /** The user must be in one of these groups (`cognito:groups`). */
  groups?: readonly string[]
  /** An access token must have one of these scopes. */
  scopes?: readonly string[]
  /** Another address of the key set: https, or http on this machine. @defaultValue the pool's own */
  jwksUri?: string | undefined
  /** Fetches the key set with the first request instead of at start-up. @defaultValue false */
  disablePrefetch?: boolean
}

const defaults = {
  issuer: 'original',
  tokenUse: 'id',
  ...tokenDefaults,
  disablePrefetch: false,
} satisfies Partial<CognitoAuthOptions>

const rules: OptionRules<CognitoAuthOptions> = {
  // The verifier's own rule.
  userPoolId: [formats.userPoolId.what, isPoolId],
  clientId: ['at least one id', (ids) => isListOfNames([ids].flat())],
  issuer: [
    'original, updated, or a list of them',
    (issuer) => isListOfNames([issuer].flat()) && [issuer].flat().every(isIssuer),
  ],
  tokenUse: ['id or access', (use) => use === 'id' || use === 'access'],
  groups: optional(['a list of at least one', isListOfNames]),
  scopes: optional([
    'a list of at least one, with tokenUse access',
    (scopes, { tokenUse }) => isListOfNames(scopes) && tokenUse === 'access',
  ]),
  ...tokenRules,
  jwksUri: optional(ofFormat(formats.serviceUrl)),
  disablePrefetch: trueOrFalse,
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const cognitoAuthValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/** `context.claims`: the token's payload. `claims.sub` is never empty. */
export type CognitoAuthContext<Use extends TokenUse = 'id'> = Context & {
  claims: Use extends 'access' ? CognitoAccessTokenPayload : CognitoIdTokenPayload
}

/**
 * Lets a request pass only with a valid token of a Cognito user pool.
 *
 * **Reads** the token from the listed headers.
 * **Writes** `context.claims`.
 * **Throws** 401 `missing_token`, `ambiguous_token`, `invalid_token`, `token_expired`,
 * each with `www-authenticate`; 403 `forbidden` for a valid token without the group or
 * scope; 503 `keys_unavailable`, with `retry-after`, when the pool's keys are unavailable.
 * **Order** after `jsonErrors`, before everything expensive.
 *
 * @example
 * export const handler = middy()
 *   .use(jsonErrors())
 *   .use(cognitoAuth({ userPoolId: 'eu-west-1_AbCdEf123', clientId: '1example23456789' }))
 *   .handler((event, { claims }) => ({ statusCode: 200, body: claims.sub }))
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export const cognitoAuth = <const Use extends TokenUse = 'id'>(
  options: CognitoAuthOptions<Use>,
): MiddlewareObj<HttpEvent, unknown, Error, CognitoAuthContext<Use>> => {
  cognitoAuthValidateOptions(options)
  const all = withDefaults(defaults, options)
  const { userPoolId, clientId, tokenUse, groups, scopes, jwksUri, disablePrefetch } = all
  const accepted = [all.issuer].flat() as CognitoIssuer[]
  const issuers = accepted.map((issuer) => issuerOf(userPoolId, issuer))
  const keys = keySets(pkg, issuers, jwksUri)
  const verifier = CognitoJwtVerifier.create(
    {
      userPoolId,
      clientId: [clientId].flat(),
      tokenUse: tokenUse as TokenUse,
      customJwtCheck: checkClaims,
      graceSeconds: all.nbfLeewaySeconds,
    },
    { jwksCache: keys },
  )
  // Not the verifier's hydrate(), which fetches the sets of both issuers.
  if (!disablePrefetch) keys.prefetch()

  const cognitoAuthBefore = async ({
    event,
    context,
  }: Request<HttpEvent, unknown, Error, CognitoAuthContext<Use>>) => {
    const token = tokenOf(event, all, pkg)
    const claims = await verifier.verify(token).catch((error: unknown) => {
      throw cognitoRefusal(error, pkg)
    })
    requireUnexpired(claims, pkg)
    requireClaims(claims, all.requiredClaims, pkg)
    if (groups && !groups.some((group) => claims['cognito:groups']?.includes(group))) {
      throw forbidden(pkg, 'group', 'You are not in a group that may do this.')
    }
    const { scope: granted } = claims as Partial<CognitoAccessTokenPayload>
    if (scopes && !scopes.some((scope) => granted?.split(' ').includes(scope))) {
      throw forbidden(pkg, 'scope', 'Your token has no scope that may do this.')
    }
    context.claims = claims as CognitoAuthContext<Use>['claims']
  }

  return { before: cognitoAuthBefore }
}

function isPoolId(id: unknown): boolean {
  try {
    return Boolean(CognitoJwtVerifier.parseUserPoolId(id as string))
  } catch {
    return false
  }
}

function isIssuer(issuer: unknown): issuer is CognitoIssuer {
  return issuer === 'original' || issuer === 'updated'
}

/** The issuer's URL, and its key set's. */
function issuerOf(userPoolId: string, issuer: CognitoIssuer) {
  const updated = issuer === 'updated' ? 'issuer-cognito-idp' : undefined
  return CognitoJwtVerifier.parseUserPoolId(userPoolId, updated)
}

/** aws-jwt-verify accepts tokens without `exp`, without `sub`, and with unknown critical extensions (RFC 7515, 4.1.11). */
function checkClaims({ header, payload }: { header: JwtHeader; payload: JwtPayload }): void {
  const groups = payload['cognito:groups']
  const bad =
    'crit' in header ||
    payload.exp === undefined ||
    !payload.sub ||
    (groups !== undefined && !Array.isArray(groups))
  if (bad) throw new JwtParseError('A claim is missing or malformed')
}
