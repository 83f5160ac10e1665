import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ErrorCode } from '../../contract/error-catalogue.ts'
import type { ChatEvent, FailureOf } from '../core/chat-events.ts'
import { partialObject } from './partial-object.ts'

export { partialObject } from './partial-object.ts'

/**
 * A value whose JSON is still coming. Any key or item may be missing. A string may be cut, so a
 * union of string literals becomes `string`. Numbers are complete.
 */
export type DeepPartial<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? DeepPartial<Item>[]
    : T extends object
      ? { [Key in keyof T]?: DeepPartial<T[Key]> }
      : T

/**
 * One step of a structured answer. `partial` comes whenever the value so far has changed, `object`
 * once, with the whole and valid value, right before `finish`. The last event is `finish` or `error`.
 *
 * @typeParam Output the value that the schema returns
 * @typeParam Input the value that the model writes; differs where the schema transforms
 */
export type ObjectEvent<Output, Input = Output> =
  | Exclude<ChatEvent, { type: 'finish' }>
  | { type: 'partial'; value: DeepPartial<Input> }
  | { type: 'object'; value: Output }
  | { type: 'finish'; reason: 'stop' }

/**
 * Reads an answer that is JSON while it streams: passes the events of `client.ask` on, and adds
 * `partial` and `object`.
 *
 * The text is parsed as a whole only if the answer ended with `stop`. An `error` replaces `finish`
 * otherwise: `model_invalid` if the text is not JSON or not valid (retryable), `model_invalid` if it
 * was cut at the length limit (not retryable), `answer_refused` if the model declined. An `error` of
 * the stream passes unchanged.
 *
 * Parsing the text at each event would be quadratic. It is parsed again once it has grown by a 64th:
 * at each event of a short answer, every 420 characters at 27 kB, every 16 kB at 1 MB, where one
 * parse takes 50 ms. The last `partial` covers all of the text.
 *
 * @param options `schema`: any Standard Schema (zod, valibot, arktype, …), for the whole value
 *
 * @example
 * for await (const event of objectEvents(client.ask(request), { schema: quizSchema })) {
 *   if (event.type === 'partial') preview(event.value.questions ?? [])
 *   if (event.type === 'object') start(event.value)
 *   if (event.type === 'error') explain(event.code)
 * }
 */
export async function* objectEvents<
  Output = unknown,
  Input = Output,
  Other extends { type: string } = never,
>(
  events: AsyncIterable<ChatEvent | Other>,
  { schema }: { schema?: StandardSchemaV1<Input, Output> } = {},
): AsyncGenerator<ObjectEvent<Output, Input> | Exclude<Other, ChatEvent>, void, undefined> {
  let text = ''
  let parsedLength = 0
  let shown: string | undefined

  function* progress() {
    if (text.length === parsedLength) return
    parsedLength = text.length
    const value = partialObject(text)
    const json = JSON.stringify(value)
    if (json === undefined || json === shown) return
    shown = json
    yield { type: 'partial', value: value as DeepPartial<Input> } as const
  }

  for await (const next of events) {
    const event = next as ChatEvent
    if (event.type === 'finish') {
      yield* progress()
      yield* await endOf(event.reason, text, schema)
      return
    }
    if (event.type === 'error') yield* progress()
    yield next as typeof event | Exclude<Other, ChatEvent>
    if (event.type === 'text') {
      text += event.text
      if ((text.length - parsedLength) * 64 >= text.length) yield* progress()
    }
  }
}

const invalid: FailureOf<ErrorCode> = {
  code: 'model_invalid',
  message: 'The model gave an answer of the wrong form.',
  retryable: true,
}

const cut: FailureOf<ErrorCode> = {
  code: 'model_invalid',
  message: 'The answer reached its limit before it was complete.',
  retryable: false,
}

const refused: FailureOf<ErrorCode> = {
  code: 'answer_refused',
  message: 'The model declined to answer this.',
  retryable: false,
}

async function endOf<Output>(
  reason: 'stop' | 'length' | 'refused',
  text: string,
  schema: StandardSchemaV1<unknown, Output> | undefined,
): Promise<ObjectEvent<Output, never>[]> {
  if (reason !== 'stop') return [{ type: 'error', ...(reason === 'refused' ? refused : cut) }]
  const whole = await readWhole(text, schema)
  if (!whole) return [{ type: 'error', ...invalid }]
  return [
    { type: 'object', value: whole.value },
    { type: 'finish', reason },
  ]
}

async function readWhole<Output>(
  text: string,
  schema: StandardSchemaV1<unknown, Output> | undefined,
): Promise<{ value: Output } | undefined> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!schema) return { value: value as Output }
  const result = await schema['~standard'].validate(value)
  return result.issues ? undefined : result
}
