import { googleError, googleErrors, refusalOf } from '../../twin/services/gemini-errors.ts'
import { sse } from '../../twin/services/gemini-wire.ts'
import type { FailingModel } from './failing-model.ts'

const id = 'gemini-3.8-flash'

const google = (value: object) => Buffer.from(sse(value))

const part = (part: object, rest: object = {}) =>
  google({ candidates: [{ content: { role: 'model', parts: [part] }, ...rest }] })

/** Google's final message when all the text was sent before it. */
const stop = (finishReason: string) =>
  google({ candidates: [{ content: { parts: [], role: 'model' }, finishReason }] })

const thought = (text: string) => part({ text, thought: true })

const errors = googleErrors(id, 'local-rehearsal-key')

export const failingGemini: FailingModel = {
  server: ({ gemini }) => gemini,
  address: 'GEMINI_BASE_URL',
  id,
  text: (text) => part({ text }),
  refusals: {
    credentials: refusalOf(errors.credentials),
    // In an array, as Google sometimes sends it.
    quota: { status: 429, body: [googleError(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted.')] },
    dayQuota: refusalOf(errors.dayQuota),
    failure: refusalOf(googleError(500, 'INTERNAL', 'An internal error has occurred.')),
    overload: refusalOf(errors.overload),
    timeout: refusalOf(googleError(504, 'DEADLINE_EXCEEDED', 'Deadline exceeded.')),
    tooLong: refusalOf(errors.tooLong),
  },
  quotaReset: midnightInCalifornia,
  error: google(errors.overload),
  malformed: Buffer.from('data: {"candidates"\r\n\r\n'),
  half: Buffer.from('data: {"candidates":[{"content":{"parts":[{"text":"한').subarray(0, -1),
  end: stop('STOP'),
  empty: {
    'STOP with empty text': part({ text: '' }, { finishReason: 'STOP' }),
    'STOP without parts': stop('STOP'),
    'thoughts alone': Buffer.concat([thought('I think'), stop('STOP')]),
  },
  reasons: {
    end: { length: stop('MAX_TOKENS'), refused: stop('SAFETY') },
    odd: {
      OTHER: stop('OTHER'),
      MALFORMED_FUNCTION_CALL: stop('MALFORMED_FUNCTION_CALL'),
      IMAGE_SAFETY: stop('IMAGE_SAFETY'),
      SOMETHING_NEW: stop('SOMETHING_NEW'),
    },
    blocked: google({ promptFeedback: { blockReason: 'SAFETY' } }),
    thought,
  },
}

/** Whether it is midnight there in so many seconds, within a minute: daily quotas reset then. */
function midnightInCalifornia(seconds = ''): boolean {
  const then = new Date(Date.now() + Number(seconds) * 1_000)
  const time = then.toLocaleTimeString('en-GB', { timeZone: 'America/Los_Angeles' })
  return /^(23:59|00:00):/.test(time) && Number(seconds) < 26 * 3_600
}
