import type { ByteSource } from './byte-source.ts'
import { FunctionError, malformedResponse } from './function-error.ts'
import { PRELUDE_CONTENT_TYPE, readPrelude } from './prelude.ts'
import type { ResponseHead } from './response-head.ts'
import { isRecord, MalformedResponse, parseResponseHead } from './response-head.ts'

/** A function's answer as HTTP, available as soon as its status is known. */
export type Invocation = ResponseHead & {
  /**
   * The bytes as they arrive; can be read once. A slow reader slows the function down. Not reading
   * blocks it until its deadline. Stopping (`break`, `return()`) lets it run to its end unheard, as
   * Lambda does. Throws `FunctionError` when the function failed or died after the
   * status was sent.
   */
  body: AsyncIterable<Buffer>
}

/**
 * The answer of a streaming function.
 *
 * With a prelude, it has the prelude's status and headers. Without one it is a 200 with the content
 * type of the response, `application/octet-stream` unless the handler called `setContentType()`.
 *
 * @throws FunctionError when the prelude is malformed; any rejection of `source.read()`
 */
export const streamedInvocation = async (
  source: ByteSource,
  requestId: string,
): Promise<Invocation> => {
  const first = await source.read()
  const contentType = source.contentType()
  if (contentType !== PRELUDE_CONTENT_TYPE) {
    const headers = { 'content-type': contentType }
    return { statusCode: 200, headers, cookies: [], body: bodyOf(first, source) }
  }
  let unread = first
  const read = async () => {
    const chunk = unread ?? (await source.read())
    unread = undefined
    return chunk
  }
  try {
    const { head, rest } = await readPrelude(read)
    return { ...head, body: bodyOf(rest, source) }
  } catch (error) {
    source.drain()
    throw asMalformed(error, requestId)
  }
}

/**
 * The answer of a function that returns a value, interpreted as by a Function URL: an object with
 * `statusCode` describes the response, anything else is its JSON body.
 *
 * @param json the body that the runtime posted
 * @throws FunctionError when it is not a valid response
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export const bufferedInvocation = (json: string, requestId: string): Invocation => {
  try {
    const value = parseJson(json)
    const described = isRecord(value) && value.statusCode !== undefined
    const { headers, ...head } = parseResponseHead(described ? value : {})
    const bytes = described ? decodeBody(value) : Buffer.from(json)
    return {
      ...head,
      headers: { 'content-type': 'application/json', ...headers },
      body: once(bytes),
    }
  } catch (error) {
    throw asMalformed(error, requestId)
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new MalformedResponse('it is not JSON')
  }
}

function decodeBody({ body = '', isBase64Encoded = false }: Record<string, unknown>): Buffer {
  if (typeof body !== 'string') throw new MalformedResponse('body is not a string')
  return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8')
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes
}

function bodyOf(first: Buffer | undefined, source: ByteSource): AsyncIterable<Buffer> {
  let unread = first?.length ? first : undefined
  const next = async (): Promise<IteratorResult<Buffer, undefined>> => {
    const value = unread ?? (await source.read())
    unread = undefined
    return value ? { done: false, value } : { done: true, value: undefined }
  }
  // Not a generator: return() must drain even before the first next(), and during a pending one.
  const giveUp = async (): Promise<IteratorResult<Buffer, undefined>> => {
    source.drain()
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: giveUp }) }
}

function asMalformed(error: unknown, requestId: string): unknown {
  if (!(error instanceof MalformedResponse)) return error
  return new FunctionError(malformedResponse(error.message), requestId)
}
