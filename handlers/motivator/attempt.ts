import type { AnswerEvent, AnswerUsage, ChatModel, Prompt } from '../../src/answer/answer.ts'
import { modelInvalid } from '../../src/errors/model-errors.ts'
import { certainFields, longestOutput, type ReadOutput, readOutput } from './output.ts'
import type { Beginning } from './reply.ts'

/** One call of the model. */
export type Call = {
  model: ChatModel
  prompt: Prompt
  signal: AbortSignal
  /** Takes the first fields as soon as they are certain. @returns what to send of them */
  begin(fields: Beginning): Iterable<AnswerEvent>
  /** Takes the tokens of the call. */
  spend(usage: AnswerUsage): void
}

/** What a call came to; of a message that speaks of self-harm, nothing else is known. */
export type Outcome = ReadOutput | 'self-harm'

/**
 * Asks the model once.
 *
 * @throws HttpError whatever the model throws; 502 `model_invalid` if it refused or reached its
 *   limit, after which asking again would not help
 */
export async function* attempt({
  model,
  prompt,
  signal,
  begin,
  spend,
}: Call): AsyncGenerator<AnswerEvent, Outcome> {
  let text = ''
  let begun = false
  for await (const event of model.answer(prompt, { signal })) {
    if (event.type === 'usage') spend(event)
    if (event.type === 'finish' && event.reason !== 'stop') {
      throw modelInvalid('motivator', event.reason, false)
    }
    if (event.type !== 'text') continue
    text += event.text
    if (text.length > longestOutput) return { fault: 'it is too long', text: '' }
    if (begun || !event.text.includes(',')) continue
    const { self_harm, emotion, verse_id } = certainFields(text)
    if (self_harm) return 'self-harm'
    if (self_harm === undefined || emotion === undefined || verse_id === undefined) continue
    begun = true
    yield* begin({ emotion, verseId: verse_id })
  }
  const read = readOutput(text)
  return 'output' in read && read.output.self_harm ? 'self-harm' : read
}
