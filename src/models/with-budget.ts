import type { ChatModel } from '../answer/answer.ts'
import { usageError } from '../errors/usage-error.ts'
import { budgetedAnswer } from '../limits/budgeted-answer.ts'
import { budgetOf } from '../limits/budgets.ts'
import { type Usage, usageMeter } from '../limits/charge.ts'
import { promptTokens } from '../limits/estimate.ts'
import {
  callback,
  chatModel,
  checkOptions,
  type OptionRules,
  optional,
  positiveInteger,
  withDefaults,
} from '../options.ts'

const pkg = 'middy-chat/models/with-budget'

/** How the answers of a model count. */
export type WithBudgetOptions = {
  /** The longest answer in tokens, for a model that does not state its own, such as an agent. @defaultValue the model's own */
  maxOutputTokens?: number | undefined
  /** What tokens cost, in the units of the budget's limits; rounded up. @defaultValue their number */
  weigh?: (tokens: { inputTokens: number; outputTokens: number }) => number
}

const defaults = {
  weigh: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
} satisfies WithBudgetOptions

const rules: OptionRules<WithBudgetOptions> = {
  maxOutputTokens: optional(positiveInteger),
  weigh: callback,
}

/**
 * Charges the answers of a model to the budget that `tokenBudget` has prepared for the request's
 * user. It reserves a third of the prompt's UTF-8 bytes and the longest answer, and then charges the
 * tokens that the provider counted, or an estimate if the answer broke off before that. It goes
 * around `withRetry`, `withBreaker` and `withFallback`: one reservation, whichever model answers.
 *
 * Its answer throws, before the model is asked, 413 `prompt_exceeds_budget`, 429 `budget_exceeded` and
 * `budget_reserved`, 503 `limits_unavailable`; a `TypeError` without `tokenBudget`.
 *
 * @throws TypeError for a model of unknown length, or an option that is wrong or unknown
 * @example
 * const model = withBudget(withFallback(withRetry(gemini(large)), gemini(small)))
 */
export const withBudget = (model: ChatModel, options: WithBudgetOptions = {}): ChatModel => {
  checkOptions(pkg, { model: chatModel }, {}, { model })
  checkOptions(pkg, rules, defaults, options)
  const { maxOutputTokens: given, weigh } = withDefaults(defaults, options)
  const longest = longestOf(model, given)

  const costOf = (usage: Usage) => {
    const cost = Math.ceil(weigh(usage))
    if (Number.isSafeInteger(cost) && cost >= 0) return cost
    throw usageError(pkg, 'the function of the option weigh must return a number from 0')
  }

  return {
    maxOutputTokens: longest,
    answer: (prompt, { signal }) => {
      const budget = budgetOf(signal, pkg)
      if (!budget) return model.answer(prompt, { signal })
      const inputTokens = promptTokens(prompt)
      const reserve = async () =>
        budget.reserve({
          most: costOf({ inputTokens, outputTokens: longest }),
          least: costOf({ inputTokens, outputTokens: 0 }),
        })
      const meter = usageMeter(inputTokens)
      return budgetedAnswer(() => model.answer(prompt, { signal }), signal, {
        reserve,
        meter,
        costOf,
      })
    },
  }
}

/** What a request states cannot differ from what a budget reserves for it. */
function longestOf({ maxOutputTokens: own }: ChatModel, given: number | undefined): number {
  if (own !== undefined && given !== undefined && own !== given) {
    throw usageError(pkg, `the model's longest answer has ${own} tokens: leave maxOutputTokens out`)
  }
  const longest = own ?? given
  if (longest !== undefined) return longest
  throw usageError(pkg, 'the model does not state its longest answer: set maxOutputTokens')
}
