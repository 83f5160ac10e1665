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

const pkg = 'middy-chat/models/with-breaker'

/** The model is asked (`closed`), it is not (`open`), or one request tries (`half-open`). */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** When a model is not asked any more, and for how long. */
export type WithBreakerOptions = {
  /** So many failures in a row open the circuit. @defaultValue 5 */
  failures?: number
  /** How long it stays open, before one request may try. @defaultValue 10000 */
  openMs?: number
  /** Told of every change, for the log. The state is that of one execution environment. */
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
 * Spares a model that is down: after some failures in a row it is not asked for
 * a while, and its answers throw 503 `model_unavailable` at once. A failure is
 * what another try might mend, before the first event of the answer.
 *
 * @example
 * const model = withBreaker(withRetry(gemini(options)), { onStateChange: (state) => log(state) })
 */
export const withBreaker = (model: ChatModel, options: WithBreakerOptions = {}): ChatModel => {
  checkOptions(pkg, { model: chatModel }, {}, { model })
  checkOptions(pkg, rules, defaults, options)
  const { failures, openMs, onStateChange } = withDefaults(defaults, options)
  // An answer that its request gave up says nothing of the model. On trial that is a failure all the
  // same: cockatiel takes what it does not handle for a success, and would close the circuit.
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

  const unavailable = (error: unknown) => {
    if (error instanceof GivenUp) throw error.reason
    if (!(error instanceof BrokenCircuitError)) throw error
    throw httpError('model_unavailable', {
      cause: { package: pkg, breaker: states[policy.state] },
      headers: { 'retry-after': String(Math.ceil(openMs / 1000)) },
    })
  }

  return {
    answer: (prompt, { signal }) =>
      deferAnswer(() => policy.execute(() => ask(prompt, signal)).catch(unavailable)),
  }
}

/** The request ended before the answer began: its deadline, or its reader left. */
class GivenUp extends Error {
  readonly reason: unknown

  constructor(reason: unknown) {
    super('The request was given up')
    this.reason = reason
  }
}

/** Of the limits that end a request, those that are the model's own doing. */
function isSilence(reason: unknown): boolean {
  return isHttpError(reason) && /^model_(timeout|stalled)$/.test(reason.code)
}
