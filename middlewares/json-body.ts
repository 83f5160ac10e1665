import type { MiddlewareObj, Request } from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import { jsonContentTypePattern } from '@middy/util'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Context } from 'aws-lambda'
import { type ErrorCode, type HttpError, httpError } from '../src/errors/http-error.ts'
import { type HttpEvent, headerValues } from '../src/http-event.ts'
import { describeIssues } from '../src/issues.ts'
import { isTooDeep, mayReachPrototype } from '../src/json-text.ts'
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

export type { HttpEvent } from '../src/http-event.ts'

const pkg = 'middy-chat/json-body'

/** The schema of a body, and its limits. */
export type JsonBodyOptions<Schema extends StandardSchemaV1 = StandardSchemaV1> = {
  /** Any Standard Schema (zod, valibot, arktype, …); its output becomes `event.body`. */
  schema: Schema
  /** The largest body, in bytes after base64. @defaultValue 1048576 */
  maxBytes?: number
  /** Sends the schema's own message for each fault. Some libraries repeat the input in it (valibot does, zod does not). @defaultValue false */
  showReasons?: boolean
  /** Describes the faults to the client in words of your own; instead of `showReasons`. @defaultValue the path of every fault */
  describe?: (issues: readonly StandardSchemaV1.Issue[]) => string
}

const defaults = {
  maxBytes: 1_048_576,
  showReasons: false,
} satisfies Partial<JsonBodyOptions>

const rules: OptionRules<JsonBodyOptions> = {
  schema: standardSchema,
  maxBytes: positiveInteger,
  showReasons: trueOrFalse,
  describe: optional(callback),
}

/** @throws TypeError naming every option that is missing, wrong or unknown */
export const jsonBodyValidateOptions = (options: Record<string, unknown> = {}): void =>
  checkOptions(pkg, rules, defaults, options)

/**
 * An event of `@types/aws-lambda` whose body `jsonBody` replaces, as the type of `middy()`: with
 * `middy<UnparsedEvent<APIGatewayProxyEventV2>>()` the body is the schema's output alone. Middy
 * intersects types, so in `middy<APIGatewayProxyEventV2>()` it would be a string as well.
 */
export type UnparsedEvent<Event> = Event extends unknown
  ? Omit<Event, 'body'> & { body?: unknown }
  : never

/** The event for the middlewares that follow: its body is parsed and valid. */
export type JsonBodyEvent<Schema extends StandardSchemaV1> = HttpEvent & {
  body: StandardSchemaV1.InferOutput<Schema>
}

/**
 * Parses and validates a JSON body.
 *
 * **Reads** `content-type`, the body (base64 or not, which must be UTF-8; a byte order mark before it
 * is ignored).
 * **Writes** `event.body`, the schema's output.
 * **Throws** 415 `unsupported_media_type`; 413 `body_too_large`; 400 `invalid_json`
 * (also for keys that reach an object's prototype), 400 `invalid_body` with the path of every fault,
 * or for more than 1,000 levels.
 * **Order** after the middlewares that can refuse a request without its body.
 *
 * @example
 * export const handler = middy()
 *   .use(jsonErrors())
 *   .use(jsonBody({ schema: z.object({ query: z.string() }) }))
 *   .handler((event) => ({ statusCode: 200, body: event.body.query }))
 * @see https://standardschema.dev
 */
export const jsonBody = <Schema extends StandardSchemaV1>(
  options: JsonBodyOptions<Schema>,
): MiddlewareObj<JsonBodyEvent<Schema>, unknown, Error, Context> => {
  jsonBodyValidateOptions(options)
  const { schema, maxBytes, showReasons, describe } = withDefaults(defaults, options)

  const jsonBodyBefore = async ({ event }: Request<JsonBodyEvent<Schema>>) => {
    const [type = '', ...others] = headerValues(event, 'content-type')
    if (others.length > 0 || !jsonContentTypePattern.test(type.split(';', 1).join().trim())) {
      throw refuse('unsupported_media_type')
    }
    const result = await validate(schema, parse(textOf(event, maxBytes)))
    if (result.issues) {
      const standard = () => `Not valid: ${describeIssues(result.issues, showReasons)}`
      throw refuse('invalid_body', describe?.(result.issues) ?? standard())
    }
    event.body = result.value
  }

  return { before: jsonBodyBefore }
}

// Checked by jsonBody itself, since the parser knows only two spellings of the header, and only
// single values.
const parser = httpJsonBodyParser({ disableContentTypeCheck: true })

/** @throws HttpError 400 when it is not JSON, reaches a prototype, or is nested too deeply */
function parse(text: string): unknown {
  const parsed = { event: { body: text as unknown } }
  try {
    // The parser's reviver refuses these keys, but costs a call for each value.
    if (mayReachPrototype(text)) parser.before?.(parsed as ParserRequest)
    else parsed.event.body = JSON.parse(text)
  } catch {
    // Either parser's error repeats the body.
    throw refuse('invalid_json')
  }
  if (isTooDeep(parsed.event.body)) throw tooDeep()
  return parsed.event.body
}

type ParserRequest = Parameters<NonNullable<typeof parser.before>>[0]

/** @throws HttpError 400 when a recursive schema runs out of stack because the value is nested too deeply */
async function validate<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: unknown,
): Promise<StandardSchemaV1.Result<StandardSchemaV1.InferOutput<Schema>>> {
  try {
    return await schema['~standard'].validate(value)
  } catch (error) {
    if (!(error instanceof RangeError && error.message.includes('call stack'))) throw error
    throw tooDeep()
  }
}

/** @throws HttpError 413 when it is too large, 400 when it is empty or not UTF-8 */
function textOf({ body, isBase64Encoded = false }: HttpEvent, maxBytes: number): string {
  if (typeof body !== 'string' || body === '') {
    throw refuse('invalid_json', 'The body is empty: send JSON.')
  }
  const encoding = isBase64Encoded ? 'base64' : 'utf8'
  if (Buffer.byteLength(body, encoding) > maxBytes) {
    throw refuse('body_too_large', `The body is larger than ${maxBytes} bytes.`)
  }
  // RFC 8259, 8.1, allows to ignore a byte order mark. TextDecoder does so too.
  if (!isBase64Encoded) return body.replace(/^\uFEFF/, '')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64'))
  } catch {
    // Lossy decoding would silently replace what the client sent with U+FFFD.
    throw refuse('invalid_json', 'The body is not UTF-8.')
  }
}

function tooDeep(): HttpError {
  return refuse('invalid_body', 'The body is nested too deeply.')
}

function refuse(code: ErrorCode, message?: string): HttpError {
  return httpError(code, { message, cause: { package: pkg } })
}
