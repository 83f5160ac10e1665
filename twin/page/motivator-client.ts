import { streamAnswer } from '../../client/core/answer-stream.ts'
import { authorizedFetch, type GetToken } from '../../client/core/authorized-fetch.ts'
import {
  type ChatEvent,
  type ChatFailure,
  eventOf,
  failureOf,
  httpFailure,
  type RefusalFields,
} from '../../client/core/chat-events.ts'
import { within } from '../../client/core/event-source.ts'
import { type DeepPartial, objectEvents } from '../../client/object/object.ts'

/** A line for people in a crisis; `contact` is a telephone number or a website. */
export type HelpLine = {
  region: string
  name: string
  contact: string
  url?: string
  hours: string
}

/** The answer of `POST /api/v1/chat`. */
export type Encouragement = {
  emotion: string
  bible_verse: { reference: string; text: string; edition: string }
  message: string
  session_id: string
  timestamp: string
  degraded?: boolean
  help_lines?: HelpLine[]
  note?: string
}

export type Feedback = {
  session_id: string
  helpful: boolean
  emotion: string
  user_comment?: string
}

/** `shown` is what has come so far, `whole` the complete answer; the last step is `whole` or `failed`. */
export type Step =
  | { type: 'shown'; value: DeepPartial<Encouragement> }
  | { type: 'whole'; value: Encouragement }
  | { type: 'failed'; failure: ChatFailure }

type Certain = { type: 'certain'; value: DeepPartial<Encouragement> }

const silenceMs = 45_000
const refusal: RefusalFields = { codeField: 'code', messageField: 'error' }

/** A client of the motivator, at the origin of the page. */
export const createMotivatorClient = (getToken: GetToken) => {
  const send = authorizedFetch(getToken, silenceMs)

  return {
    /** Streams an answer. Only the signal's reason is thrown. */
    async *ask(message: string, locale: string, signal: AbortSignal): AsyncGenerator<Step> {
      const request = {
        method: 'POST',
        url: '/api/v1/chat',
        accept: 'text/event-stream',
        body: { message, locale },
      } as const
      const source = {
        respond: (connection: AbortSignal) => send(request, connection),
        eventOf: encouragementEventOf,
        refusal,
        silenceMs,
      }
      let certain: DeepPartial<Encouragement> = {}
      for await (const event of objectEvents<Encouragement, Encouragement, ChatEvent | Certain>(
        streamAnswer<ChatEvent | Certain>(source, signal),
      )) {
        if (event.type === 'error') yield { type: 'failed', failure: event }
        if (event.type === 'object') yield { type: 'whole', value: event.value }
        if (event.type === 'certain') certain = { ...certain, ...event.value }
        // What is certain is whole, so it takes precedence over text that is still coming.
        if (event.type === 'certain') yield { type: 'shown', value: certain }
        if (event.type === 'partial') yield { type: 'shown', value: { ...event.value, ...certain } }
      }
    },

    /** Says whether the answer helped. @returns why it was not recorded, if so */
    async rate(feedback: Feedback): Promise<ChatFailure | undefined> {
      const connection = new AbortController()
      const request = {
        method: 'POST',
        url: '/api/v1/feedback',
        accept: 'application/json',
        body: feedback,
      } as const
      try {
        const response = await within(silenceMs, send(request, connection.signal))
        return response.ok ? undefined : await httpFailure(response, refusal, silenceMs)
      } catch (error) {
        return failureOf(error, false)
      } finally {
        connection.abort()
      }
    },
  }
}

export type MotivatorClient = ReturnType<typeof createMotivatorClient>

function encouragementEventOf(name: string | undefined, data: string) {
  if (name === 'partial') return { type: 'certain', value: JSON.parse(data) } as const
  return eventOf(name, data)
}
