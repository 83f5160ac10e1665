import type { FailingModel } from './failing-model.ts'
import type { FailureCase } from './failure-case.ts'
import { breaksOf, cut, hang, say, wait } from './scripts.ts'

/** Answers that arrive but are empty or incomplete. */
export const answerCases = (model: FailingModel): FailureCase[] => [
  ...emptyCases(model),
  ...reasonCases(model),
  ...oddReasonCases(model),
  ...afterReasonCases(model),
]

/** The model finished without saying anything. */
const emptyCases = (model: FailingModel): FailureCase[] => {
  const { id, text, end } = model
  const { replies, repliesOneByOne } = breaksOf(model)
  return Object.entries(model.empty).flatMap(([what, empty]): FailureCase[] => [
    {
      name: `model: ${what}`,
      break: replies(say(empty)),
      modelCalls: 3,
      status: 502,
      ending: 'json model_empty',
    },
    {
      name: `model: ${what}, then fine`,
      break: repliesOneByOne(say(empty), say(text('Look'), end)),
      modelCalls: 2,
      chunks: 1,
      status: 200,
      ending: 'done',
      logged: { model: id, modelCalls: 2, fallback: undefined },
    },
  ])
}

/** Finish reasons, which an agent cannot report. */
const reasonCases = (model: FailingModel): FailureCase[] => {
  const { text, end, reasons } = model
  const { replies } = breaksOf(model)
  if (!reasons) return []
  return [
    {
      name: 'model: prompt refused',
      break: replies(say(reasons.blocked)),
      modelCalls: 1,
      status: 422,
      ending: 'json prompt_refused',
    },
    {
      name: 'model: refuses before the first text',
      break: replies(say(reasons.end.refused)),
      modelCalls: 1,
      status: 422,
      ending: 'json answer_refused',
    },
    {
      name: 'model: refuses to go on mid-stream',
      break: replies(say(text('Look at'), reasons.end.refused)),
      finish: 'refused',
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: limit of tokens',
      break: replies(say(text('Look at'), reasons.end.length)),
      finish: 'length',
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: limit of tokens while it thinks',
      break: replies(say(reasons.thought('I think'), reasons.end.length)),
      modelCalls: 1,
      status: 502,
      ending: 'json model_length',
    },
    {
      name: 'model: no finish reason',
      break: replies(say(text('Look at'))),
      chunks: 1,
      status: 200,
      ending: 'error model_incomplete',
    },
    {
      name: 'model: thoughts among the text',
      break: replies(say(reasons.thought('I think'), text('Look'), end)),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
  ]
}

/** A retry would end the same way, and the circuit stays closed. */
const oddReasonCases = (model: FailingModel): FailureCase[] => {
  const { text, reasons } = model
  const { replies } = breaksOf(model)
  return Object.entries(reasons?.odd ?? {}).flatMap(([reason, end]): FailureCase[] => [
    {
      name: `model: ${reason}, six times`,
      break: replies(say(end)),
      requests: 6,
      modelCalls: 6,
      status: 502,
      ending: 'json model_incomplete',
    },
    {
      name: `model: ${reason} after text`,
      break: replies(say(text('Look at'), end)),
      chunks: 1,
      status: 200,
      ending: 'error model_incomplete',
    },
  ])
}

/** A finish reason that is followed by text does not end the answer. */
const afterReasonCases = (model: FailingModel): FailureCase[] => {
  const { text, end, reasons } = model
  const { replies } = breaksOf(model)
  if (!reasons) return []
  return [
    {
      name: 'model: finish reason, then text',
      break: replies(say(end), wait(1_200), say(text('Look'), end)),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: text, finish reason, more text',
      break: replies(say(text('Look at'), end), wait(1_200), say(text(' your loop'), end)),
      chunks: 2,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: finish reason, then silence',
      break: replies(say(text('Look'), end), hang),
      chunks: 1,
      withinMs: 4_000,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: finish reason, then a cut',
      break: replies(say(text('Look'), end), cut),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: finish reason, text, then a cut',
      break: replies(say(end, text('Look')), cut),
      chunks: 1,
      status: 200,
      ending: 'error model_incomplete',
    },
  ]
}
