import { DelegateBackoff, handleWhen, retry } from 'cockatiel'
import type { ChatModel } from '../answer/answer.ts'
import { deferAnswer, peekFirst } from '../answer/peek.ts'
import { abortable } from '../answer/signal.ts'
import { isHttpError } from '../errors/http-error.ts'
import {
  callback,
  chatModel,
  checkOptions,
  isPositiveInteger,
  type OptionRules,
  positiveInteger,
  withDefaults,
} from '../options.ts'

const pkg = 'middy-chat/models/with-retry'

/** How often a model is asked again, and after which delay. */
export type WithRetryOptions = {
  /** How often it is tried again. @defaultValue 2 */
  retries?: number
  /** The longest first delay; each further one may be twice as long. @defaultValue 250 */
  firstDelayMs?: number
  /** The longest delay. A provider that asks for more is not asked again. @defaultValue 2000 */
  maxDelayMs?: number
  /** A number from 0 to 1, for the jitter. @defaultValue Math.random */
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
 * Asks a model again whose answer failed before its first event, if that may
 * help: `retryable`, and no longer delay asked for than `maxDelayMs`. Delays
 * have full jitter, and at least the length that the provider asks for.
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
      const { error } = result as { error?: unknown }
      return Math.max(jitter, askedDelayMs(error))
    },
  )
  // Its timers hold the process, as those of the chats' tables do: between two tries nothing else
  // may. One that the signal has cut short holds it for `maxDelayMs` at most.
  const policy = retry(handleWhen(isWorthIt), { maxAttempts: retries, backoff })

  return {
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

/** What `retry-after` asks for, in milliseconds. */
function askedDelayMs(error: unknown): number {
  const seconds = isHttpError(error) ? Number(error.headers?.['retry-after'] ?? 0) : 0
  return seconds * 1000
}
