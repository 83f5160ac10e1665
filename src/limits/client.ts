import { createHmac } from 'node:crypto'
import type { Context } from 'aws-lambda'
import { userOf } from '../auth/user-of.ts'
import { usageError } from '../errors/usage-error.ts'
import type { HttpEvent } from '../http-event.ts'
import { addressOf } from './address.ts'
import { limitsUnavailable } from './errors.ts'
import { isLongSalt, type LimitOptions, type limitDefaults } from './options.ts'

type ClientOptions = Required<Pick<LimitOptions, keyof typeof limitDefaults>> &
  Pick<LimitOptions, 'table' | 'salt' | 'name'>

/** Who is limited. */
export type LimitedClients = {
  /**
   * Names who is limited by this request. It stays in memory: it may be an address.
   *
   * @throws TypeError, or HttpError 403, for a request that does not say it
   */
  clientOf(event: HttpEvent, context: Context): string
  /**
   * The key under which a client is stored, `KIND#NAME#HASH`.
   *
   * @throws HttpError 503 `limits_unavailable` for a salt that is too short; whatever the source throws
   */
  idOf(kind: string, client: string, context: Context): Promise<string>
}

/**
 * Tells clients apart. What is stored of them is a keyed hash: an address is personal data, TTL
 * removes items days late, and without a key all four billion addresses could be tried.
 */
export const limitedClients = (
  { key, table, trustViewerAddress, salt = '', name }: ClientOptions,
  pkg: string,
): LimitedClients => {
  const clientOf: LimitedClients['clientOf'] = (event, context) => {
    if (key === 'address') return `address:${addressOf(event, trustViewerAddress, pkg)}`
    if (key === 'user') return `user:${userOf(context, pkg)}`
    const client: unknown = key(event, context)
    if (typeof client === 'string' && client !== '') return `key:${client}`
    throw usageError(pkg, 'the function of the option key must return a text that is not empty')
  }

  const saltOf = async () => {
    if (typeof salt === 'string') return salt
    const fetched = await salt({ refresh: false })
    if (isLongSalt(fetched)) return fetched
    throw limitsUnavailable(pkg, table, 'SaltTooShort', false)
  }

  const idOf: LimitedClients['idOf'] = async (kind, client, { functionName }) => {
    const hash = createHmac('sha256', await saltOf())
      .update(client)
      .digest('base64url')
    return `${kind}#${name ?? functionName}#${hash}`
  }

  return { clientOf, idOf }
}
