import type { StandardSchemaV1 } from '@standard-schema/spec'
import { Allow, parse } from 'partial-json'
import type { ErrorCode } from '../../contract/error-catalogue.ts'
import type { ChatEvent, FailureOf } from '../core/chat-events.ts'

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

/**
 * The value so far of a JSON document that begins with `text`; `undefined` while nothing is certain.
 * The rest of the document never contradicts it: a string is a prefix of the whole string, a number
 * is left out until it is complete (at the top level always), and `tr` is `true`.
 *
 * Differs from `JSON.parse` in three ways. If a key comes twice, its first value is returned until
 * the second begins. A `__proto__` is an own property, but left out if it is neither an object nor
 * an array. Nesting deeper than 500 levels gives `undefined`.
 *
 * Never throws. Text that is not JSON gives `undefined`, or a value that stops growing; only
 * `JSON.parse` of the whole text tells.
 *
 * @example
 * partialObject('{"title":"Sorting","points":1') // { title: 'Sorting' }
 */
export const partialObject = (text: string): unknown => {
  if (!startsJson.test(text) || nesting(text) > maxNesting) return undefined
  try {
    const value: unknown = parse(
      text.replace(halfCharacter, '').replace(trimmable, '$&\\'),
      allowed,
    )
    restoreProto(value)
    return value
  } catch {
    return undefined
  }
}

/** A number may go on; `NaN` and `Infinity` are not JSON. */
const allowed = Allow.ALL & ~(Allow.NUM | Allow.INF | Allow.NAN)

/** All but a number: partial-json always accepts one at the top level. */
const startsJson = /^[ \t\n\r]*["[{tfn]/

/** partial-json recurses. It catches a stack overflow, and returns a wrong structure. */
const maxNesting = 500

/** A high surrogate at the end, or its escape, also with the beginning of the next escape. */
const halfCharacter =
  /(?:[\ud800-\udbff]|\\u[dD][89abAB][\da-fA-F]{2}(?:\\(?:u[\da-fA-F]{0,3})?)?)$/

/** partial-json trims the text, even inside a string. A backslash after the white space prevents it. */
const trimmable = /\s$/

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

/** The greatest number of arrays and objects that are open at once. */
function nesting(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text[at]
    if (quoted) {
      if (unit === '\\') at += 1
      else if (unit === '"') quoted = false
    } else if (unit === '"') quoted = true
    else if (unit === '{' || unit === '[') deepest = Math.max(deepest, ++depth)
    else if (unit === '}' || unit === ']') depth -= 1
  }
  return deepest
}

/** partial-json assigns to the key `__proto__`, which sets the prototype. Make it an own property. */
function restoreProto(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const assigned = Object.getPrototypeOf(value)
  if (assigned !== Object.prototype && !Array.isArray(value)) {
    Object.setPrototypeOf(value, Object.prototype)
    if (!Object.hasOwn(value, '__proto__')) {
      const property = { value: assigned, enumerable: true, writable: true, configurable: true }
      Object.defineProperty(value, '__proto__', property)
    }
  }
  for (const inner of Object.values(value)) restoreProto(inner)
}
