import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import type { HttpError } from '../../src/errors/http-error.ts'
import { type FailureCase, failureCases } from './model-conformance-failure-cases.ts'
import { apiKey, question } from './model-conformance-secrets.ts'
import { broken, type Outcome, onStage } from './model-conformance-stage.ts'
import type { ConformanceCheck, Subject } from './model-conformance-wire.ts'

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
        `The model sends ${length} requests when ${what}: retrying is the task of withRetry`,
      )
      return outcome
    })

  return [
    ...cases.map((failure) => ({
      name: `throws when ${failure.what}`,
      run: async () => checkOutcome(await outcomeOf(failure), failure),
    })),
    {
      name: 'keeps the key and the prompt out of its errors',
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

function checkOutcome(
  { events, failure }: Outcome,
  { what, expected, retryAfterSeconds }: FailureCase,
): void {
  const hasFinish = events.some(({ type }) => type === 'finish')
  assert.ok(!hasFinish, `The model finishes as if the answer were complete when ${what}`)
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
    `When ${what}, the error's header retry-after is not the provider's delay in seconds`,
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
