import type { MiddlewareObj, Request } from '@middy/core'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Context } from 'aws-lambda'
import Negotiator from 'negotiator'
import type { WholeAnswer } from '../src/answer/answer.ts'
import { collectAnswer } from '../src/answer/collect.ts'
import { addLateErrorHeaders, addLateHeaders } from '../src/answer/late-headers.ts'
import { type AnswerLimits, answerLimitRules, answerLimits } from '../src/answer/limits.ts'
import { answerReader } from '../src/answer/reader.ts'
import {
  type AnswerContext,
  type AnswerInternal,
  closeAnswer,
  findAnswer,
  type HttpResponse,
  openAnswer,
  sharedKey,
} from '../src/answer/request.ts'
import { eventStreamType } from '../src/answer/sse.ts'
import { answerValue } from '../src/answer/value.ts'
import { answerTooLarge } from '../src/errors/model-errors.ts'
import { type HttpEvent, headerValues } from '../src/http-event.ts'
import {
  callback,
  checkOptions,
  type OptionRules,
  optional,
  positiveInteger,
  standardSchema,
  trueOrFalse,
  withDefaults,
} from '../src/options.ts'
import { replaceHeaders } from '../src/response-headers.ts'

export type { AnswerLimits } from '../src/answer/limits.ts'

const pkg = 'middy-chat/json-answer'

/** A request whose answer is complete: the event and the context as all middlewares left them. */
export type AnsweredRequest = { event: unknown; context: Context }

/** A complete answer; with `json` it has a value as well as a text. */
export type AnsweredJson<Schema> = Schema extends StandardSchemaV1
  ? WholeAnswer & { value: StandardSchemaV1.InferOutput<Schema> }
  : WholeAnswer

/** The body and the limits of an answer. */
export type JsonAnswerOptions<Schema extends StandardSchemaV1 | undefined = undefined> =
  AnswerLimits & {
    /** The answer is JSON of this Standard Schema: it is parsed and validated at its end. A stream is not validated; its client has to. */
    json?: Schema
    /** Shapes the body from the answer (`{ text, finishReason, usage, data }`, with `json` also `value`) and from the request as all middlewares left it. @defaultValue `{ answer: text, finishReason, usage }`; with `json` the `answer` is the value */
    body?: (answer: AnsweredJson<Schema>, request: AnsweredRequest) => object
    /** With `eventStream`: JSON unless the client prefers `text/event-stream`. @defaultValue false */
    byDefault?: boolean
    /** The largest body, in bytes of Lambda's response, which escapes the body as JSON again. Lambda's limit is 6 MB, an ALB's 1 MB. @defaultValue 6000000 */
    maxBytes?: number
    /** How long the whole answer may take; an HTTP API gives up after 30 s, a REST API after 29. @defaultValue 25000 */
    timeoutMs?: number
  }

const defaults = {
  ...answerLimits,
  body: ({ text, finishReason, usage, ...rest }: WholeAnswer & { value?: unknown }) => ({
    answer: 'value' in rest ? rest.value : text,
    finishReason,
    usage,
  }),
  byDefault: false,
  maxBytes: 6_000_000,
  timeoutMs: 25_000,
} satisfies JsonAnswerOptions

const rules: OptionRules<JsonAnswerOptions> = {
  ...answerLimitRules,
  json: optional(standardSchema),
  body: callback,
  byDefault: trueOrFalse,
  maxBytes: positiveInteger,
  timeoutMs: positiveInteger,
}

/** @throws TypeError naming every option that is wrong or unknown */
export const jsonAnswerValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

// With the charset, since some clients send it.
const jsonType = 'application/json; charset=utf-8'

/** `context.signal` aborts at the deadline or at a limit above: pass it to the model. */
export type JsonAnswerContext = AnswerContext

type AnswerRequest = Request<HttpEvent, unknown, Error, JsonAnswerContext, AnswerInternal>

/**
 * Sends the handler's complete answer as one JSON body: where nothing can be
 * streamed, or, together with `eventStream`, to clients that prefer `application/json`.
 *
 * **Reads** the handler's `Answer`, bare or as `response.body`; with `eventStream` the `accept` header.
 * **Writes** `context.signal`; the response's body, status and headers, with
 * `eventStream` also `vary`; the answer's record, for `requestLog`.
 * **Throws** whatever the answer throws; 502 `model_empty`, `model_length`, `model_incomplete`,
 * `answer_too_large`, with `json` also `model_invalid`; 422 `answer_refused`; 504 `model_timeout`, `model_stalled`, `deadline`.
 * **Order** after `requestLog` and `jsonErrors`, before everything that wraps the answer.
 * With `eventStream`, directly after it; before it, every request fails with a `TypeError`.
 *
 * @example
 * export const handler = middy()
 *   .use(jsonErrors())
 *   .use(jsonAnswer())
 *   .handler((event, context) => model.answer(prompt, { signal: context.signal }))
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export const jsonAnswer = <Schema extends StandardSchemaV1 | undefined = undefined>(
  options: JsonAnswerOptions<Schema> = {},
): MiddlewareObj<HttpEvent, unknown, Error, JsonAnswerContext, AnswerInternal> => {
  jsonAnswerValidateOptions(options)
  const { json: schema, body, byDefault, maxBytes, ...limits } = withDefaults(defaults, options)
  // The first one wins among equals, and when the client accepts neither.
  /** `negotiated`: together with `eventStream`; `chosen`: this middleware answers. */
  const choices = new WeakMap<object, { negotiated: boolean; chosen: boolean }>()
  const mediaTypes = byDefault ? [jsonType, eventStreamType] : [eventStreamType, jsonType]

  const jsonAnswerBefore = (request: AnswerRequest) => {
    const negotiated = request.internal[sharedKey]?.signal !== undefined
    const chosen = !negotiated || preferred(request.event, mediaTypes) === jsonType
    choices.set(request, { negotiated, chosen })
    if (chosen) openAnswer(request, pkg, limits.deadlineMarginMs, limits.timeoutMs)
  }

  const jsonAnswerAfter = async (request: AnswerRequest) => {
    const { [sharedKey]: shared } = request.internal
    const choice = choices.get(request)
    const found = findAnswer(request.response, pkg)
    if (!shared?.signal || !choice || !found) return shared?.signal?.clear()
    const response = choice.negotiated ? varyByAccept(found.response) : found.response
    if (!choice.chosen) {
      request.response = { ...response, body: found.answer }
      return
    }
    const reader = answerReader(found.answer, shared.signal, limits, pkg)
    shared.record = reader.record
    const { event, context } = request
    const whole = await collectAnswer(reader, maxBytes, pkg)
    const value = schema && { value: await answerValue(whole, schema, pkg) }
    const answered = { ...whole, ...value } as AnsweredJson<Schema>
    const json = JSON.stringify(body(answered, { event, context }))
    if (Buffer.byteLength(JSON.stringify(json)) > maxBytes) throw answerTooLarge(pkg, maxBytes)
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    request.response = { ...replaceHeaders(response, headers), body: json }
    addLateHeaders(request, pkg)
  }

  const jsonAnswerOnError = (request: AnswerRequest) => {
    closeAnswer(request, pkg)
    addLateErrorHeaders(request, pkg)
  }

  return { before: jsonAnswerBefore, after: jsonAnswerAfter, onError: jsonAnswerOnError }
}

function preferred(event: HttpEvent, mediaTypes: string[]): string | undefined {
  const accept = headerValues(event, 'accept').join()
  return new Negotiator({ headers: { accept } }).mediaType(mediaTypes) ?? mediaTypes[0]
}

function varyByAccept(response: HttpResponse): HttpResponse {
  const fields = headerValues(response, 'vary').flatMap((value) => value.split(/\s*,\s*/))
  if (fields.some((field) => /^(\*|accept)$/i.test(field))) return response
  return replaceHeaders(response, { vary: [...fields, 'accept'].join(', ') })
}
