import type { HttpError } from '../../src/errors/http-error.ts'
import { saying } from './model-conformance-answer.ts'
import type { ProviderScript } from './model-conformance-reply.ts'
import { apiKey, indiscretion } from './model-conformance-secrets.ts'
import type { ModelRefusal, ModelWire } from './model-conformance-wire.ts'

/** A failure of the provider, and the error that the model must throw. */
export type FailureCase = {
  /** Completes a sentence that begins with "when". */
  what: string
  script: ProviderScript
  isClosed?: boolean
  expected: Partial<Pick<HttpError, 'statusCode' | 'code' | 'retryable'>>
  retryAfterSeconds?: number | undefined
  /** There are two if the key was refreshed. */
  mayAskTwice?: boolean
}

const retryable = { retryable: true }
const incomplete = { statusCode: 502, code: 'model_incomplete', ...retryable }
const empty = { statusCode: 502, code: 'model_empty', ...retryable }

/** Every way in which a provider with this wire fails. */
export function failureCases(wire: ModelWire): FailureCase[] {
  const { finish } = wire
  const refused = (refusal: ModelRefusal) => ({
    script: (({ refuse }) => refuse(refusal)) satisfies ProviderScript,
    retryAfterSeconds: refusal.retryAfterSeconds,
  })
  /** Continues after the model has said its first text: a later failure must not take it back. */
  const afterText =
    (end: ProviderScript): ProviderScript =>
    async (reply) => {
      await reply.say(wire.text('Hello'))
      await reply.heard('Hello')
      await end(reply)
    }

  return [
    {
      what: 'the connection breaks mid-stream',
      script: afterText(({ cut }) => cut()),
      expected: { statusCode: 502, ...retryable },
    },
    {
      what: 'the connection breaks before the response',
      script: ({ cut }) => cut(),
      expected: { statusCode: 502, ...retryable },
    },
    {
      what: 'the connection breaks before the first byte of the stream',
      script: async ({ say, cut }) => {
        await say()
        cut()
      },
      expected: { statusCode: 502, ...retryable },
    },
    {
      what: 'nothing listens at the address',
      script: () => {},
      isClosed: true,
      expected: { statusCode: 502, ...retryable },
    },
    ...(finish !== undefined
      ? [
          {
            what: 'the stream ends before the answer does',
            script: afterText(() => {}),
            expected: incomplete,
          },
          {
            what: 'the connection breaks in text that follows a finish reason',
            script: afterText(async ({ say, heard, cut }) => {
              await say(finish, wire.text(', you.'))
              await heard(', you.')
              cut()
            }),
            expected: { statusCode: 502, ...retryable },
          },
        ]
      : []),
    {
      what: 'the stream contains malformed data',
      script: afterText(({ say }) => say(wire.malformed(apiKey))),
      expected: incomplete,
    },
    ...(wire.error
      ? [
          {
            what: 'the stream contains an error',
            script: afterText(({ say }) => say(wire.error?.(indiscretion))),
            expected: { statusCode: 503, ...retryable },
          },
        ]
      : []),
    { what: 'the response is empty', script: ({ say }) => say(), expected: empty },
    { what: 'the answer has no text', script: saying(wire, ''), expected: empty },
    {
      what: 'the provider limits the rate',
      ...refused(wire.refusal('quota', indiscretion)),
      expected: { statusCode: 429, ...retryable },
    },
    {
      what: 'the provider fails',
      ...refused(wire.refusal('failure', indiscretion)),
      expected: { statusCode: 502, ...retryable },
    },
    {
      what: 'the provider refuses the key',
      ...refused(wire.refusal('key', indiscretion)),
      expected: { statusCode: 502, retryable: false },
      mayAskTwice: true,
    },
  ]
}
