import type { FrontName } from '../../twin/edge/front.ts'
import type { UserName } from '../../twin/services/tokens.ts'
import type { TokenCase } from './tokens.ts'

/** One recorded request: how it differs from a good one to the same function. */
export type EventCase = {
  /** What the function stands behind. @defaultValue 'cloudfront' */
  front?: FrontName
  /** The viewer's address. @defaultValue one reserved for documentation */
  viewerIp?: string
  /** @defaultValue 'good' */
  token?: TokenCase
  /** Whose token. @defaultValue 'learner' */
  user?: UserName
  /** The token's header; `Bearer` only in `authorization`. @defaultValue 'authorization' */
  tokenHeader?: 'authorization' | 'id_token'
  /** @defaultValue 'POST' */
  method?: string
  path?: string
  query?: string
  /** The body as sent; GET and DELETE have none. */
  body?: string
  /** Headers added to the usual ones or replacing them; `undefined` leaves one out. */
  headers?: Record<string, string | undefined>
  /** The event has only a body and headers, as the test events of AWS SAM. @defaultValue false */
  bare?: boolean
  /** Added to the event unchanged, behind the edge. */
  originHeaders?: Record<string, string>
}

/** What the `NAME-cases.ts` next to it exports for each function. */
export type EventCases = {
  /** What every recorded request to it contains unless its case overrides it. */
  base: EventCase
  /** All recorded requests to it, by name; `ok` is one that it answers. */
  cases: Record<string, EventCase>
}
