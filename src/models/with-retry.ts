import { DelegateBackoff, handleWhen, retry } from 'cockatiel'
import type { ChatModel } from '../answer/answer.ts'
import { deferAnswer, peekFirst } from '../answer/peek.ts'
import { abortable } from '../answer/signal.ts'
import { type HttpError, isHttpError } from '../errors/http-error.ts'
import {
  callback,
  chatModel,
  checkOptions,
  isPositiveInteger,
  type OptionRules,
  positiveInteger,
  withDefaults,
} from '../options.ts'
import { maxOutputOf } from './internal/max-output.ts'

const pkg = 'middy-chat/models/with-retry'

/** The number of retries, and their delays. */
export type WithRetryOptions = {
  /** The number of retries. @defaultValue 2 */
  retries?: number
  /** The upper bound of the first delay; it doubles with each retry. @defaultValue 250 */
  firstDelayMs?: number
  /** The longest delay. If the provider asks for a longer one, there is no retry. @defaultValue 2000 */
  maxDelayMs?: number
  /** Returns a number from 0 to 1 for the jitter. @defaultValue Math.random */
  random?: () => number
}

const defaults = {
  retries: 2,
  firstDelayMs: 250,
  maxDelayMs: 2_000,
  random: Math.random,
} satisfies WithRetryOptions

const rules: OptionRules<WithRetryOptions> = {
  retries: ['a whole number', (value) => value === 0 || isPositiveInteger(value)],
  firstDelayMs: positiveInteger,
  maxDelayMs: positiveInteger,
  random: callback,
}

/**
 * Retries a model whose answer failed before its first event, if the error is
 * `retryable` and the provider asks for no delay beyond `maxDelayMs`. Delays have
 * full jitter, and at least the length that the provider asks for.
 *
 * @example
 * const model = withRetry(gemini({ model: 'gemini-3.8-flash', apiKey }))
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const withRetry = (model: ChatModel, options: WithRetryOptions = {}): ChatModel => {
  checkOptions(pkg, { model: chatModel }, {}, { model })
  checkOptions(pkg, rules, defaults, options)
  const { retries, firstDelayMs, maxDelayMs, random } = withDefaults(defaults, options)

  const isWorthIt = (error: unknown) =>
    isHttpError(error) && error.retryable && askedDelayMs(error) <= maxDelayMs

  const backoff = new DelegateBackoff<{ attempt: number; result: unknown }>(
    ({ attempt, result }) => {
      const jitter = random() * Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1))
      const { error } = result as { error: HttpError }
      return Math.max(jitter, askedDelayMs(error))
    },
  )
  // The timers keep the process alive, since nothing else may between two attempts. After an abort
  // a timer keeps it alive for at most `maxDelayMs`.
  const policy = retry(handleWhen(isWorthIt), { maxAttempts: retries, backoff })

  return {
    ...maxOutputOf(model),
    answer: (prompt, { signal }) =>
      deferAnswer(() => {
        const attempt = () => {
          signal.throwIfAborted()
          return peekFirst(model.answer(prompt, { signal }))
        }
        return abortable(policy.execute(attempt, signal), signal)
      }),
  }
}

/** The delay of `retry-after`, in milliseconds. */
function askedDelayMs({ headers }: HttpError): number {
  return Number(headers?.['retry-after'] ?? 0) * 1000
}
