import type { AnswerEvent, ChatModel } from '../answer/answer.ts'
import { linkedSignal } from '../answer/linked-signal.ts'
import { modelTimeout } from '../errors/model-errors.ts'
import {
  chatModel,
  checkOptions,
  isPositiveInteger,
  type OptionRules,
  optional,
  positiveInteger,
} from '../options.ts'
import { maxOutputOf } from './internal/max-output.ts'

const pkg = 'middy-chat/models/with-timeout'

/** How long a model may take. At least one of the two is needed. */
export type WithTimeoutOptions = {
  /** Until the first event of the answer. @defaultValue no limit */
  firstEventMs?: number
  /** Until the end of the answer, as long as its reader takes. @defaultValue no limit */
  answerMs?: number
}

const rules: OptionRules<WithTimeoutOptions> = {
  firstEventMs: optional(positiveInteger),
  answerMs: [
    'a positive whole number, unless firstEventMs is one',
    (ms, { firstEventMs }) =>
      ms === undefined ? firstEventMs !== undefined : isPositiveInteger(ms),
  ],
}

/**
 * Ends an answer that takes too long: it throws 504 `model_timeout`, and the
 * model's own request ends. The limits of `eventStream` and `jsonAnswer` end the
 * whole request; this one leaves time for another model.
 *
 * @throws TypeError naming every option that is wrong or unknown
 * @example
 * const model = withFallback(withTimeout(first, { firstEventMs: 5_000 }), second)
 */
export const withTimeout = (model: ChatModel, options: WithTimeoutOptions): ChatModel => {
  checkOptions(pkg, { model: chatModel }, {}, { model })
  checkOptions(pkg, rules, {}, options)
  const { firstEventMs, answerMs } = options

  async function* answer(
    ...[prompt, { signal }]: Parameters<ChatModel['answer']>
  ): AsyncGenerator<AnswerEvent, void> {
    signal.throwIfAborted()
    const linked = linkedSignal(signal)
    const timerOf = (ms: number | undefined) =>
      ms === undefined ? undefined : setTimeout(() => linked.abort(modelTimeout(pkg)), ms)
    const first = timerOf(firstEventMs)
    const whole = timerOf(answerMs)
    try {
      for await (const event of model.answer(prompt, { signal: linked.signal })) {
        clearTimeout(first)
        yield event
      }
    } finally {
      clearTimeout(first)
      clearTimeout(whole)
      linked.end()
    }
  }

  return { ...maxOutputOf(model), answer }
}
