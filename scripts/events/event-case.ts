import type { UserName } from '../../twin/services/tokens.ts'
import type { TokenCase } from './tokens.ts'

/** One recorded request: what its sender does differently from a good one to the same function. */
export type EventCase = {
  /** @defaultValue 'good' */
  token?: TokenCase
  /** Whose token. @defaultValue 'learner' */
  user?: UserName
  /** Where the token stands: as `Bearer` in the first, alone in the second. @defaultValue 'authorization' */
  tokenHeader?: 'authorization' | 'id_token'
  /** @defaultValue 'POST' */
  method?: string
  path?: string
  query?: string
  /** The body as sent; GET and DELETE have none. */
  body?: string
  /** Headers beside or instead of the usual ones; `undefined` leaves one out. */
  headers?: Record<string, string | undefined>
  /** Added to the event as it is, behind the edge. */
  originHeaders?: Record<string, string>
}

/** What `NAME-cases.ts` beside it exports for each function. */
export type EventCases = {
  /** What every recorded request to it has unless its case says otherwise. */
  base: EventCase
  /** All recorded requests to it, by name; `ok` is one that it answers. */
  cases: Record<string, EventCase>
}
