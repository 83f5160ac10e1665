import { belowDeadlineMargin, type OptionRules, positiveInteger } from '../options.ts'

/** The limits that `eventStream` and `jsonAnswer` share. */
export type AnswerLimits = {
  /** The longest time to the model's first text. @defaultValue 20000 */
  firstTextTimeoutMs?: number
  /** The longest silence of the model between two texts. @defaultValue 20000 */
  idleTimeoutMs?: number
  /** The time before the function's timeout at which the answer is ended. @defaultValue 3000 */
  deadlineMarginMs?: number
  /** The time that wrappers have to finish after the signal aborts; less than `deadlineMarginMs`. @defaultValue 2000 */
  finalizeMs?: number
}

export const answerLimits = {
  firstTextTimeoutMs: 20_000,
  idleTimeoutMs: 20_000,
  deadlineMarginMs: 3_000,
  finalizeMs: 2_000,
} satisfies AnswerLimits

export const answerLimitRules: OptionRules<AnswerLimits> = {
  firstTextTimeoutMs: positiveInteger,
  idleTimeoutMs: positiveInteger,
  deadlineMarginMs: positiveInteger,
  finalizeMs: belowDeadlineMargin,
}
