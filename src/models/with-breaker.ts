import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel'
import type { ChatModel } from '../answer.ts'
import { answerFrom, begin } from '../answer-begin.ts'
import { httpError, isHttpError } from '../errors.ts'
import { checkMilliseconds, checkOptions } from '../options.ts'

const pkg = 'middy-chat/models/with-breaker'

export type BreakerState = 'closed' | 'open' | 'half-open'

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
  const { failures, openMs, onStateChange } = { ...defaults, ...options }
  checkMilliseconds(pkg, { openMs })
  checkOptions(pkg, {
    'failures: a positive whole number is needed': Number.isInteger(failures) && failures > 0,
  })
  const policy = circuitBreaker(handleWhen(isFailure), {
    breaker: new ConsecutiveBreaker(failures),
    halfOpenAfter: openMs,
  })
  policy.onStateChange((state) => onStateChange(states[state]))

  const unavailable = (error: unknown) => {
    if (!(error instanceof BrokenCircuitError)) throw error
    throw httpError(503, 'model_unavailable', 'The model is down: try again in a moment.', {
      cause: { package: pkg, breaker: states[policy.state] },
      headers: { 'retry-after': String(Math.ceil(openMs / 1000)) },
    })
  }

  return {
    answer: (prompt, options) =>
      answerFrom(() =>
        policy.execute(() => begin(model.answer(prompt, options))).catch(unavailable),
      ),
  }
}

function isFailure(error: unknown): boolean {
  return !isHttpError(error) || error.retryable
}
