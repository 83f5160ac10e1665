import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import type { HttpError } from '../../src/errors/http-error.ts'
import { saying } from './model-conformance-answer.ts'
import {
  apiKey,
  broken,
  indiscretion,
  type Outcome,
  onStage,
  type ProviderScript,
  question,
} from './model-conformance-stage.ts'
import type {
  ConformanceCheck,
  ModelRefusal,
  ModelWire,
  Subject,
} from './model-conformance-wire.ts'

/** A failure of the provider, and the error that the model must throw. */
type FailureCase = {
  /** Completes a sentence that begins with "when". */
  what: string
  script: ProviderScript
  isClosed?: boolean
  expected: Partial<Pick<HttpError, 'statusCode' | 'code' | 'retryable'>>
  retryAfterSeconds?: number | undefined
  /** There are two if the key was refreshed. */
  mayAskTwice?: boolean
}

/** What a model throws when its provider fails, and what its error must never reveal. */
export const failureChecks = (subject: Subject): ConformanceCheck[] => {
  const cases = failureCases(subject.wire)
  const outcomeOf = ({ script, isClosed = false, what, mayAskTwice }: FailureCase) =>
    onStage(subject, { script, isClosed }, async (stage) => {
      const outcome = await stage.read(`The model neither fails nor ends when ${what}`)
      const { length } = stage.requests
      const isFewest = length <= (mayAskTwice ? 2 : 1)
      assert.ok(
        isFewest,
        `The model sends ${length} requests when ${what}: trying again is not its part`,
      )
      return outcome
    })

  return [
    ...cases.map((failure) => ({
      name: `throws when ${failure.what}`,
      run: async () => checkOutcome(await outcomeOf(failure), failure),
    })),
    {
      name: 'shows no key and no prompt in any error',
      run: async () => {
        await Promise.all(
          cases.map(async (each) => {
            const { failure } = await outcomeOf(each)
            if (failure) checkSecrets(failure.error, each.what)
          }),
        )
      },
    },
  ]
}

const retryable = { retryable: true }
const incomplete = { statusCode: 502, code: 'model_incomplete', ...retryable }
const empty = { statusCode: 502, code: 'model_empty', ...retryable }

function failureCases(wire: ModelWire): FailureCase[] {
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
      what: 'nobody listens at the address',
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
      what: 'the stream holds malformed data',
      script: afterText(({ say }) => say(wire.malformed(apiKey))),
      expected: incomplete,
    },
    ...(wire.error
      ? [
          {
            what: 'the stream holds an error',
            script: afterText(({ say }) => say(wire.error?.(indiscretion))),
            expected: { statusCode: 503, ...retryable },
          },
        ]
      : []),
    { what: 'the response is empty', script: ({ say }) => say(), expected: empty },
    { what: 'the answer has no text', script: saying(wire, ''), expected: empty },
    {
      what: 'the provider asks to wait',
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

function checkOutcome(
  { events, failure }: Outcome,
  { what, expected, retryAfterSeconds }: FailureCase,
): void {
  const hasFinish = events.some(({ type }) => type === 'finish')
  assert.ok(!hasFinish, `The model finishes as if the answer were whole when ${what}`)
  if (!failure) throw broken(`The model ends without an error when ${what}`)
  const { error } = failure
  if (!isHttpError(error)) {
    throw broken(`The model throws something other than an HttpError when ${what}`, error)
  }
  for (const [field, value] of Object.entries(expected)) {
    const { [field]: actual } = error as unknown as Record<string, unknown>
    const complaint = `When ${what}, the error has the ${field} ${actual} and not ${value}`
    if (actual !== value) throw broken(complaint, error)
  }
  if (retryAfterSeconds === undefined) return
  assert.equal(
    error.headers?.['retry-after'],
    String(retryAfterSeconds),
    `When ${what}, the error's header retry-after does not say for how many seconds`,
  )
}

/** Checks the fields, since the class may come from another copy of the package. */
function isHttpError(error: unknown): error is HttpError {
  if (!(error instanceof Error)) return false
  const { statusCode, code, retryable, cause } = error as Partial<HttpError>
  return (
    typeof statusCode === 'number' &&
    typeof code === 'string' &&
    typeof retryable === 'boolean' &&
    typeof cause?.package === 'string'
  )
}

function checkSecrets(error: unknown, what: string): void {
  const parts =
    error instanceof Error
      ? { ...error, message: error.message, cause: error.cause, stack: error.stack }
      : {}
  for (const [name, secret] of [
    ['the key', apiKey],
    ['the prompt', question],
  ] as const) {
    if (!everythingOf(error).includes(secret)) continue
    const where = Object.entries(parts).find(([, value]) => everythingOf(value).includes(secret))
    assert.fail(`When ${what}, the error shows ${name}${where ? ` in its ${where[0]}` : ''}`)
  }
}

/** Everything that a log could print of it, including hidden fields and getters. */
function everythingOf(value: unknown): string {
  const printed = inspect(value, {
    depth: 10,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  })
  return `${printed}\n${value instanceof Error ? value.message : ''}`
}
