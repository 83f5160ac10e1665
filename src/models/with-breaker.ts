import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel'
import type { ChatModel, Prompt } from '../answer/answer.ts'
import { deferAnswer, peekFirst } from '../answer/peek.ts'
import { httpError, isHttpError } from '../errors/http-error.ts'
import {
  callback,
  chatModel,
  checkOptions,
  type OptionRules,
  positiveInteger,
  withDefaults,
} from '../options.ts'
import { maxOutputOf } from './internal/max-output.ts'

const pkg = 'middy-chat/models/with-breaker'

/** The model is called (`closed`), is not called (`open`), or gets one trial call (`half-open`). */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** When to stop calling a model, and for how long. */
export type WithBreakerOptions = {
  /** The number of consecutive failures that opens the circuit. @defaultValue 5 */
  failures?: number
  /** How long the circuit stays open before a trial request. @defaultValue 10000 */
  openMs?: number
  /** Called on every change, for the log. The state is local to one execution environment. */
  onStateChange?: (state: BreakerState) => void
}

const defaults = {
  failures: 5,
  openMs: 10_000,
  onStateChange: () => {},
} satisfies WithBreakerOptions

const rules: OptionRules<WithBreakerOptions> = {
  failures: positiveInteger,
  openMs: positiveInteger,
  onStateChange: callback,
}

const states: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
}

/**
 * Spares a model that is down: after some consecutive failures it is not called
 * for a while, and its answers throw 503 `model_unavailable` at once, also while
 * one request tries whether it is back. A failure is an error before the first
 * event that a retry might fix, or that is not an `HttpError`.
 *
 * @example
 * const model = withBreaker(withRetry(gemini(options)), { onStateChange: (state) => log(state) })
 */
export const withBreaker = (model: ChatModel, options: WithBreakerOptions = {}): ChatModel => {
  checkOptions(pkg, { model: chatModel }, {}, { model })
  checkOptions(pkg, rules, defaults, options)
  const { failures, openMs, onStateChange } = withDefaults(defaults, options)
  // An abandoned request says nothing about the model. In a trial it still counts as a failure:
  // cockatiel treats unhandled errors as successes, and would close the circuit.
  const isFailure = (error: unknown): boolean => {
    if (error instanceof GivenUp) return policy.state === CircuitState.HalfOpen
    return !isHttpError(error) || error.retryable
  }
  const policy = circuitBreaker(handleWhen(isFailure), {
    breaker: new ConsecutiveBreaker(failures),
    halfOpenAfter: openMs,
  })
  policy.onStateChange((state) => onStateChange(states[state]))

  const ask = async (prompt: Prompt, signal: AbortSignal) => {
    try {
      signal.throwIfAborted()
      return await peekFirst(model.answer(prompt, { signal }))
    } catch (error) {
      throw signal.aborted && !isSilence(signal.reason) ? new GivenUp(signal.reason) : error
    }
  }

  const unavailable = () =>
    httpError('model_unavailable', {
      cause: { package: pkg, breaker: states[policy.state] },
      headers: { 'retry-after': String(Math.ceil(openMs / 1000)) },
    })

  const open = async (prompt: Prompt, signal: AbortSignal) => {
    // cockatiel would let this request wait for the end of the trial, deaf to its signal.
    if (policy.state === CircuitState.HalfOpen) throw unavailable()
    try {
      return await policy.execute(() => ask(prompt, signal))
    } catch (error) {
      if (error instanceof GivenUp) throw error.reason
      throw error instanceof BrokenCircuitError ? unavailable() : error
    }
  }

  return {
    ...maxOutputOf(model),
    answer: (prompt, { signal }) => deferAnswer(() => open(prompt, signal)),
  }
}

/** The request ended before the answer began: its deadline passed, or its reader left. */
class GivenUp extends Error {
  readonly reason: unknown

  constructor(reason: unknown) {
    super('The request was given up')
    this.reason = reason
  }
}

/** Whether the request was ended by a limit that the model itself exceeded. */
function isSilence(reason: unknown): boolean {
  return isHttpError(reason) && silences.has(reason.code)
}

const silences = new Set(['model_timeout', 'model_stalled'])
