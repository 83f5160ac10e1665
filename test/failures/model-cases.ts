import { answerCases } from './answer-cases.ts'
import type { FailingModel } from './failing-model.ts'
import type { FailureCase } from './failure-case.ts'
import { refusalCases } from './refusal-cases.ts'
import { breaksOf, cut, hang, say, wait } from './scripts.ts'

/** Every way in which a model fails, for the handler that calls this one. */
export const modelCases = (model: FailingModel): FailureCase[] => [
  ...refusalCases(model),
  ...connectionCases(model),
  ...answerCases(model),
  ...sizeCases(model),
  ...deadlineCases(model),
]

/** The model cannot be reached, is late, or is lost on the way. */
const connectionCases = (model: FailingModel): FailureCase[] => {
  const { address, text, malformed, half, error, end } = model
  const { replies, repliesAfterText } = breaksOf(model)
  const late = (ms: number) => replies(wait(ms), say(text('late'), end))

  return [
    {
      name: 'model: connection refused',
      environment: () => ({ [address]: 'http://127.0.0.1:9' }),
      status: 502,
      ending: 'json model_unreachable',
      afterwards: 'json model_unreachable',
    },
    {
      name: 'model: TLS refused',
      environment: (cloud) => ({ [address]: model.server(cloud).url.replace('http:', 'https:') }),
      status: 502,
      ending: 'json model_unreachable',
      afterwards: 'json model_unreachable',
    },
    {
      name: 'model: no answer at all',
      break: replies(hang),
      status: 200,
      ending: 'error model_timeout',
    },
    {
      name: 'model: first chunk after 3 s',
      break: late(3_000),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: first chunk after 12 s',
      break: late(12_000),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: stalls mid-stream',
      break: repliesAfterText(hang),
      chunks: 2,
      status: 200,
      ending: 'error model_stalled',
    },
    {
      name: 'model: cut mid-stream',
      break: repliesAfterText(cut),
      chunks: 2,
      status: 200,
      ending: 'error model_incomplete',
    },
    {
      name: 'model: cut inside a character',
      break: repliesAfterText(say(half), cut),
      chunks: 2,
      status: 200,
      ending: 'error model_incomplete',
    },
    {
      name: 'model: malformed chunk',
      break: repliesAfterText(say(malformed)),
      chunks: 2,
      status: 200,
      ending: 'error model_incomplete',
    },
    {
      name: 'model: error in the stream',
      break: repliesAfterText(say(error)),
      chunks: 2,
      status: 200,
      ending: 'error model_overloaded',
    },
    {
      name: 'model: empty 200',
      break: replies(),
      modelCalls: 3,
      status: 502,
      ending: 'json model_empty',
    },
  ]
}

const sizeCases = (model: FailingModel): FailureCase[] => {
  const { text, end } = model
  const { replies } = breaksOf(model)
  const many = () => Array.from({ length: 20_000 }, (_, at) => text(`${at} `))

  return [
    {
      name: 'model: 20,000 chunks',
      break: (cloud) => replies(say(...many(), end))(cloud),
      chunks: 20_000,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: one chunk of 5 MB',
      break: (cloud) => replies(say(text('x'.repeat(5_000_000)), end))(cloud),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: 2 MB, slow reader',
      break: replies(say(...Array.from({ length: 500 }, () => text('x'.repeat(4_096))), end)),
      readerPauseMs: 20,
      chunks: 500,
      status: 200,
      ending: 'done',
    },
  ]
}

const deadlineCases = (model: FailingModel): FailureCase[] => {
  const { replies, repliesAfterText } = breaksOf(model)
  return [
    {
      name: 'deadline before the first byte',
      break: replies(hang),
      timeoutMs: 6_000,
      modelCalls: 1,
      status: 504,
      ending: 'json deadline',
    },
    {
      name: 'deadline after the first byte',
      break: repliesAfterText(hang),
      timeoutMs: 6_000,
      chunks: 2,
      status: 200,
      ending: 'error deadline',
    },
  ]
}
