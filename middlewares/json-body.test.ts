import middy from '@middy/core'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import * as zod from 'zod'
import * as z from 'zod/mini'
import { anyEvent } from '../test/support/any-event.ts'
import { everythingOf, modes, refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { eventShapes, eventsWithoutHeaders, httpApiEvent } from '../twin/testing/event-shapes.ts'
import { type JsonBodyOptions, jsonBody, type UnparsedEvent } from './json-body.ts'
import { jsonErrors } from './json-errors.ts'

const pkg = 'middy-chat/json-body'
const cause = { package: pkg }
const schema = z.object({ query: z.string() })
const anything = z.unknown()
const json = { 'content-type': 'application/json' }

const eventWith = (body?: string, headers: Record<string, string> = json) =>
  httpApiEvent({ headers, ...(body !== undefined && { body }) })

/** The body that the handler sees. */
const bodyOf = async (options: JsonBodyOptions, event: unknown): Promise<unknown> => {
  const handler = middy()
    .use(jsonBody(options))
    .handler(({ body }) => ({ body }))
  const response = await openInvocation(handler, event)
  return JSON.parse(await response.text()).body
}

const refuse = (body: string | undefined, options: JsonBodyOptions = { schema }) =>
  refusalOf(jsonBody(options), eventWith(body))

describe.each(eventShapes)('a request of $name', ({ event, repeated }) => {
  const body = JSON.stringify({ query: 'Warum? ¿por qué? 為什麼? 🤔' })

  it.each([false, true])('is parsed and checked (base64: %s)', async (base64) => {
    const sent = event({ headers: json, body, base64 })

    expect(await bodyOf({ schema }, sent)).toEqual(JSON.parse(body))
  })

  it('is refused without a content type', async () => {
    expect(await refusalOf(jsonBody({ schema }), event({ body }))).toMatchObject({
      statusCode: 415,
      code: 'unsupported_media_type',
      cause,
    })
  })

  it('is refused with a body that the schema does not take', async () => {
    const sent = event({ headers: json, body: '{"query":42}' })

    expect(await refusalOf(jsonBody({ schema }), sent)).toMatchObject({
      statusCode: 400,
      code: 'invalid_body',
      message: 'Not valid: query',
      cause,
    })
  })

  it('is refused without a body', async () => {
    expect(await refusalOf(jsonBody({ schema }), event({ headers: json }))).toMatchObject({
      statusCode: 400,
      code: 'invalid_json',
      message: 'The body is empty: send JSON.',
      cause,
    })
  })

  it.skipIf(repeated === 'only the last')('is refused with two content types', async () => {
    const headers = { 'content-type': ['application/json', 'application/json'] }

    expect(await refusalOf(jsonBody({ schema }), event({ headers, body }))).toMatchObject({
      statusCode: 415,
    })
  })
})

describe.each(eventsWithoutHeaders)('$name', ({ event }) => {
  it('is refused as one without a content type', async () => {
    expect(await refusalOf(jsonBody({ schema }), { ...event, body: '{}' })).toMatchObject({
      statusCode: 415,
      code: 'unsupported_media_type',
      message: 'Send JSON, as application/json.',
      cause,
    })
  })
})

describe('the content type', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json ; charset=utf-8',
    'APPLICATION/JSON',
    'Application/Json; charset=utf-8',
    ' application/json ',
    'application/merge-patch+json',
    'application/vnd.api+json; ext=bulk',
  ])('may be %j', async (type) => {
    const event = eventWith('{"query":"q"}', { 'content-type': type })

    expect(await bodyOf({ schema }, event)).toEqual({ query: 'q' })
  })

  it.each([
    'text/plain',
    'TEXT/PLAIN',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    'application/jsonp',
    'application/json-seq',
    'application/json, text/plain',
    'text/plain, application/json',
    'text/plain; application/json',
    'application/',
    'json',
    '',
  ])('may not be %j', async (type) => {
    const event = eventWith('{"query":"q"}', { 'content-type': type })

    expect(await refusalOf(jsonBody({ schema }), event)).toMatchObject({
      statusCode: 415,
      code: 'unsupported_media_type',
      cause,
    })
  })

  it.each([
    ['CONTENT-TYPE', 'application/json'],
    ['Content-type', 'application/json'],
    ['cOnTeNt-TyPe', 'application/json'],
  ])('is found as %s', async (name, type) => {
    const event = { headers: { [name]: type }, body: '{"query":"q"}' }

    expect(await bodyOf({ schema }, event)).toEqual({ query: 'q' })
  })
})

describe('a body that is not JSON', () => {
  it.each([
    '{',
    '{"query":}',
    '{"query":"the secret"',
    "{'query':1}",
    '{"a":1}{"b":2}',
    'undefined',
    'NaN',
    ' ',
    '\ufeff\ufeff{}',
    '\ufeff',
    '{\ufeff}',
    '{"query":"the\nsecret"}',
  ])('is refused: %j', async (body) => {
    const refusal = await refuse(body)

    expect(refusal).toMatchObject({
      statusCode: 400,
      code: 'invalid_json',
      message: 'The body is not valid JSON.',
      cause,
    })
    expect(everythingOf(refusal)).not.toContain('the secret')
  })

  it.each([
    ['empty', ''],
    ['null', null],
    ['missing', undefined],
    ['an object already', { query: 'q' }],
    ['a number', 7],
  ])('is refused when it is %s', async (_, body) => {
    expect(await refusalOf(jsonBody({ schema }), { headers: json, body })).toMatchObject({
      statusCode: 400,
      code: 'invalid_json',
      message: 'The body is empty: send JSON.',
      cause,
    })
  })

  it.each<[string, number[], string?]>([
    ['a byte that never occurs', [0x22, 0xff, 0x22]],
    ['half of a character', [0x22, 0xe2, 0x82, 0x22]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['an overlong NUL', [0x22, 0xc0, 0x80, 0x22]],
    ['UTF-16', [0x22, 0x00, 0x71, 0x00, 0x22, 0x00], 'The body is not valid JSON.'],
  ])('is refused when it is base64 of %s', async (_, bytes, message = 'The body is not UTF-8.') => {
    const event = {
      headers: json,
      body: Buffer.from(bytes).toString('base64'),
      isBase64Encoded: true,
    }

    expect(await refusalOf(jsonBody({ schema: anything }), event)).toMatchObject({
      statusCode: 400,
      code: 'invalid_json',
      message,
      cause,
    })
  })

  it.each(['%%%', '{"query":"q"}', '!'])('is refused when it is no base64: %j', async (body) => {
    const event = { headers: json, body, isBase64Encoded: true }

    expect(await refusalOf(jsonBody({ schema: anything }), event)).toMatchObject({
      statusCode: 400,
      code: 'invalid_json',
      cause,
    })
  })
})

describe('a byte order mark', () => {
  it.each([false, true])('before a body is not a part of it (base64: %s)', async (base64) => {
    const body = '\ufeff{"query":"\ufeffWhy?"}'
    const event = httpApiEvent({ headers: json, body, base64 })

    expect(await bodyOf({ schema }, event)).toEqual({ query: '\ufeffWhy?' })
  })

  it.each(['\ufeff\ufeff{}', '\ufeff'])('is no JSON by itself: %j', async (body) => {
    const event = httpApiEvent({ headers: json, body, base64: true })

    expect(await refusalOf(jsonBody({ schema }), event)).toMatchObject({ code: 'invalid_json' })
  })
})

describe('the size', () => {
  // 3 bytes in UTF-8, 2 code units in a string: the limit is of bytes.
  const text = (bytes: number) => JSON.stringify('€'.repeat((bytes - 2) / 3))

  it.each([false, true])(
    'at the limit passes, a byte over is refused (base64: %s)',
    async (base64) => {
      const options = { schema: anything, maxBytes: 302 }
      const body = text(302)
      const longer = `${body} `

      expect(Buffer.byteLength(body)).toBe(302)
      expect(await bodyOf(options, httpApiEvent({ headers: json, body, base64 }))).toHaveLength(100)
      expect(
        await refusalOf(jsonBody(options), httpApiEvent({ headers: json, body: longer, base64 })),
      ).toMatchObject({
        statusCode: 413,
        code: 'body_too_large',
        message: 'The body is larger than 302 bytes.',
        retryable: false,
        cause,
      })
    },
  )

  it('is 1 MiB by default', async () => {
    const options = { schema: anything }
    const body = JSON.stringify('x'.repeat(1_048_574))

    expect(await bodyOf(options, eventWith(body))).toHaveLength(1_048_574)
    expect(await refuse(`${body} `, options)).toMatchObject({ statusCode: 413 })
  })

  it('is looked at before the body is parsed', async () => {
    const parse = vi.spyOn(JSON, 'parse')
    const refusal = await refuse('{'.repeat(11), { schema, maxBytes: 10 })

    expect(parse).not.toHaveBeenCalled()
    parse.mockRestore()
    expect(refusal).toMatchObject({ statusCode: 413 })
  })
})

describe('the option describe', () => {
  it('says what is wrong in its own words, from all issues', async () => {
    const describe = vi.fn((issues: readonly StandardSchemaV1.Issue[]) => `${issues.length} faults`)
    const two = z.object({ query: z.string(), limit: z.number() })

    expect(await refuse('{}', { schema: two, showReasons: true, describe })).toMatchObject({
      statusCode: 400,
      code: 'invalid_body',
      message: '2 faults',
      cause,
    })
    expect(describe.mock.calls[0]?.[0].map(({ path }) => path)).toEqual([['query'], ['limit']])
  })

  it('is not asked about a body that is no JSON', async () => {
    const describe = vi.fn(() => 'never')

    expect(await refuse('{', { schema, describe })).toMatchObject({ code: 'invalid_json' })
    expect(describe).not.toHaveBeenCalled()
  })
})

describe.each(modes)('in a stack of $mode mode behind jsonErrors', ({ options }) => {
  const handler = middy(options)
    .use(jsonErrors())
    .use(jsonBody({ schema }))
    .handler((event) => ({ statusCode: 200, body: event.body.query }))

  it('answers a good body', async () => {
    const response = await openInvocation(handler, eventWith('{"query":"Why?"}'))

    expect(response.statusCode).toBe(200)
    expect(await response.text()).toBe('Why?')
  })

  it.each<[number, string, string, Record<string, string>]>([
    [400, 'invalid_json', '{', json],
    [400, 'invalid_body', '{"query":1}', json],
    [415, 'unsupported_media_type', '{"query":""}', { 'content-type': 'text/plain' }],
    [413, 'body_too_large', JSON.stringify('x'.repeat(1_048_575)), json],
  ])('answers %i %s with JSON', async (status, code, body, headers) => {
    const response = await openInvocation(handler, eventWith(body, headers))

    expect(response.statusCode).toBe(status)
    expect(JSON.parse(await response.text())).toEqual({
      error: code,
      message: expect.any(String),
      requestId: expect.any(String),
    })
  })
})

describe('bad options', () => {
  it.each<[string, Record<string, unknown>]>([
    ['schema', { schema: undefined }],
    ['schema', { schema: {} }],
    ['schema', { schema: null }],
    ['schema', { schema: { type: 'object', properties: {} } }],
    ['maxBytes', { schema, maxBytes: 0 }],
    ['maxBytes', { schema, maxBytes: -1 }],
    ['maxBytes', { schema, maxBytes: 1.5 }],
    ['maxBytes', { schema, maxBytes: Number.POSITIVE_INFINITY }],
    ['maxBytes', { schema, maxBytes: '1mb' }],
    ['showReasons', { schema, showReasons: 'all' }],
    ['describe', { schema, describe: 'The body is wrong.' }],
  ])('are a TypeError that names %s: %o', (name, options) => {
    const make = () => jsonBody(options as JsonBodyOptions)

    expect(make).toThrow(TypeError)
    expect(make).toThrow(name)
    expect(make).toThrow(expect.objectContaining({ cause }))
  })
})

it('throws nothing but its own refusals, whatever the event', async () => {
  const parser = jsonBody({ schema: z.never() })

  await fc.assert(
    fc.asyncProperty(anyEvent('content-type'), async (event) => {
      expect(await refusalOf(parser, event)).toMatchObject({
        statusCode: expect.toBeOneOf([400, 413, 415]),
        cause,
      })
    }),
    { numRuns: 300 },
  )
})

it('types the body as what the schema makes of it', () => {
  const output = zod.object({ at: zod.string().transform((text) => new Date(text)) })

  middy()
    .use(jsonBody({ schema: output }))
    .handler(({ body, headers }) => {
      expectTypeOf(body).toEqualTypeOf<{ at: Date }>()
      expectTypeOf(headers).toExtend<Record<string, string | undefined> | null | undefined>()
    })
  middy()
    .use(jsonBody({ schema: v.object({ query: v.string() }) }))
    .handler(({ body }) => {
      expectTypeOf(body).toEqualTypeOf<{ query: string }>()
    })
  middy<UnparsedEvent<APIGatewayProxyEventV2>>()
    .use(jsonBody({ schema: output }))
    .handler(({ body, rawPath }) => {
      expectTypeOf(body).toEqualTypeOf<{ at: Date }>()
      expectTypeOf(rawPath).toBeString()
    })
  expectTypeOf(jsonBody<StandardSchemaV1>)
    .parameter(0)
    .toHaveProperty('schema')
})
