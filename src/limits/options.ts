import type { Context } from 'aws-lambda'
import { serviceUrl, tableName } from '../formats.ts'
import type { HttpEvent } from '../http-event.ts'
import {
  type OptionRule,
  type OptionRules,
  ofFormat,
  oneOf,
  optional,
  trueOrFalse,
} from '../options.ts'
import type { ParameterSource } from '../parameter-source.ts'

/** Who is limited, see the option `key`. */
export type LimitKey = 'address' | 'user' | LimitKeyFunction

/** Names who is limited. Clients with the same name share a limit. */
export type LimitKeyFunction = (
  event: HttpEvent,
  context: Context & { claims?: Readonly<Record<string, unknown>> },
) => string

/** The options that `rateLimit` and `concurrencyLimit` share. */
export type LimitOptions = {
  /** The table of limits: keyed `id`, `period`, with the TTL attribute `expires_at`. */
  table: string
  /** Another address of DynamoDB: https, or http on this machine. @defaultValue AWS's own, or `AWS_ENDPOINT_URL_DYNAMODB` */
  endpoint?: string | undefined
  /** Who is limited: the signed-in `'user'` (`context.claims.sub`), the viewer's `'address'` (IPv6 by its first 64 bits), or whomever a function of event and context names. @defaultValue 'user' */
  key?: LimitKey
  /** Takes the address from `x-viewer-address` instead of `requestContext`: only where a CloudFront Function sets it and nothing else can call the function. @defaultValue false */
  trustViewerAddress?: boolean
  /** Keys the hash (HMAC-SHA-256) under which a client is stored: at least 32 bytes, or a source of them such as `keys.parameters.salt` of `ssmParameters`. Needed with the key `'address'`. @defaultValue none */
  salt?: string | ParameterSource | undefined
  /** What happens while the table is unavailable: `'closed'` refuses, `'open'` lets requests pass and logs a warning. A table that throttles refuses in both. @defaultValue 'closed' */
  whenUnavailable?: 'closed' | 'open'
  /** Limits of the same name and table are shared. @defaultValue the function's name */
  name?: string | undefined
}

export const limitDefaults = {
  key: 'user',
  trustViewerAddress: false,
  whenUnavailable: 'closed',
} as const satisfies Partial<LimitOptions>

/** A shorter salt could be guessed, and then the addresses. */
const minSaltBytes = 32

/** Whether a salt keeps addresses secret. */
export const isLongSalt = (salt: string): boolean => Buffer.byteLength(salt) >= minSaltBytes

const name: OptionRule = [
  'a name of 1 to 128 letters, digits, dots, hyphens and underscores',
  (value) => typeof value === 'string' && /^[\w.-]{1,128}$/.test(value),
]

export const limitRules: OptionRules<LimitOptions> = {
  table: ofFormat(tableName),
  endpoint: optional(ofFormat(serviceUrl)),
  key: [
    "'address', 'user' or a function",
    (key) => key === 'address' || key === 'user' || typeof key === 'function',
  ],
  trustViewerAddress: trueOrFalse,
  salt: [
    'a source, or at least 32 bytes; it is needed with the key address',
    (salt, { key }) =>
      salt === undefined
        ? key !== 'address'
        : typeof salt === 'function' || (typeof salt === 'string' && isLongSalt(salt)),
  ],
  whenUnavailable: oneOf('closed', 'open'),
  name: optional(name),
}
