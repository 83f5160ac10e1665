import type { Answer, WholeAnswer } from '../../src/answer/answer.ts'
import { modelCalls } from '../../src/answer/model-calls.ts'

/**
 * The answer with the model that gives it, which may be the fallback: a data event before the first
 * text, `event: model` in a stream.
 */
export async function* namingModel(answer: Answer, signal: AbortSignal): Answer {
  let isNamed = false
  for await (const event of answer) {
    if (!isNamed) yield { type: 'data', name: 'model', data: modelCalls(signal).model ?? null }
    isNamed = true
    yield event
  }
}

/** The JSON body of an answer, by the contract. */
export const publicReply = ({ text, data }: WholeAnswer): object => ({
  response: text,
  model: data?.model,
})
