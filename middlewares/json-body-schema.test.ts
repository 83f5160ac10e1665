import middy from '@middy/core'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import * as zod from 'zod'
import * as z from 'zod/mini'
import { everythingOf, refusalOf } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { httpApiEvent } from '../twin/testing/event-shapes.ts'
import { type JsonBodyOptions, jsonBody } from './json-body.ts'

type Tree = { child?: Tree | undefined }
const tree: v.GenericSchema<Tree> = v.object({ child: v.optional(v.lazy(() => tree)) })

const cause = { package: 'middy-chat/json-body' }

const eventWith = (body: unknown) =>
  httpApiEvent({
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** The body that the handler sees, before anything makes JSON of it. */
const bodyOf = async (schema: StandardSchemaV1, body: unknown): Promise<unknown> => {
  let seen: unknown
  const handler = middy()
    .use(jsonBody({ schema }))
    .handler((event) => {
      seen = event.body
    })
  await openInvocation(handler, eventWith(body))
  return seen
}

const refuse = (body: unknown, options: JsonBodyOptions) =>
  refusalOf(jsonBody(options), eventWith(body))

describe.each<[string, StandardSchemaV1]>([
  [
    'zod',
    zod.object({
      query: zod.string(),
      history: zod.array(zod.object({ role: zod.enum(['user', 'model']) })),
    }),
  ],
  [
    'zod/mini',
    z.object({
      query: z.string(),
      history: z.array(z.object({ role: z.enum(['user', 'model']) })),
    }),
  ],
  [
    'valibot',
    v.object({
      query: v.string(),
      history: v.array(v.object({ role: v.picklist(['user', 'model']) })),
    }),
  ],
])('a schema of %s', (_, schema) => {
  it('passes what is valid, without what it does not know', async () => {
    const body = { query: 'Why?', history: [{ role: 'model' }] }

    expect(await bodyOf(schema, { ...body, unknown: true })).toEqual(body)
  })

  it('names the path of every fault, and none of the values', async () => {
    const body = { query: 42, history: [{ role: 'model' }, { role: 'sk-123' }] }
    const refusal = await refuse(body, { schema })

    expect(refusal).toMatchObject({
      statusCode: 400,
      code: 'invalid_body',
      message: 'Not valid: query, history[1].role',
      cause,
    })
    expect(everythingOf(refusal)).not.toMatch(/sk-123|42/)
  })

  it.each([['null'], ['[]'], ['"text"'], ['7'], ['true']])(
    'refuses %s as a whole',
    async (body) => {
      expect(await refuse(body, { schema })).toMatchObject({
        statusCode: 400,
        code: 'invalid_body',
      })
    },
  )

  it('gives its reasons when showReasons says so', async () => {
    const body = { query: 42, history: [] }

    expect(await refuse(body, { schema, showReasons: true })).toMatchObject({
      message: expect.stringMatching(/^Not valid: query: Invalid (input|type): .*string/i),
    })
  })
})

describe('reasons', () => {
  it('of valibot repeat the input, so nobody sees them by default', async () => {
    const schema = v.object({ query: v.number() })
    const body = { query: 'the secret' }

    expect(everythingOf(await refuse(body, { schema }))).not.toContain('the secret')
    expect(everythingOf(await refuse(body, { schema, showReasons: true }))).toContain('the secret')
  })

  it('of zod do not repeat it', async () => {
    const schema = zod.object({ query: zod.number(), email: zod.email() })
    const body = { query: 'the secret', email: 'the secret' }

    expect(everythingOf(await refuse(body, { schema, showReasons: true }))).not.toContain(
      'the secret',
    )
  })
})

describe('a schema', () => {
  it('may change the body', async () => {
    const schema = zod.object({ at: zod.string().transform((text) => new Date(text)) })

    expect(await bodyOf(schema, { at: '2026-01-02' })).toEqual({ at: new Date('2026-01-02') })
  })

  it('may take its time', async () => {
    const isKnown = async (id: string) => id === 'two-sum'
    const schema = zod.object({ id: zod.string().refine(isKnown) })

    expect(await bodyOf(schema, { id: 'two-sum' })).toEqual({ id: 'two-sum' })
    expect(await refuse({ id: 'three-sum' }, { schema })).toMatchObject({
      statusCode: 400,
      message: 'Not valid: id',
    })
  })

  it('of valibot may take its time', async () => {
    const schema = v.pipeAsync(
      v.string(),
      v.checkAsync(async (id) => id === 'two-sum'),
    )

    expect(await bodyOf(schema, '"two-sum"')).toBe('two-sum')
    expect(await refuse('"three-sum"', { schema })).toMatchObject({ statusCode: 400 })
  })

  it('may be a function, as those of arktype are', async () => {
    const schema = Object.assign(() => {}, { '~standard': z.string()['~standard'] })

    expect(await bodyOf(schema, '"text"')).toBe('text')
  })

  it('may find many faults, of which the first twenty are named', async () => {
    const body = Array.from({ length: 500 }, () => 0)
    const refusal = await refuse(body, { schema: zod.array(zod.string()) })

    expect(refusal).toMatchObject({ message: expect.stringMatching(/\[19\], and 480 more$/) })
  })
})

describe('the prototype', () => {
  const polluting: [string, string][] = [
    ['as a key', '{"__proto__":{"polluted":1}}'],
    ['as an escaped key', '{"\\u005f_proto__":{"polluted":1}}'],
    [
      'as a key that is escaped throughout',
      '{"\\u005f\\u005f\\u0070roto\\u005f\\u005f":{"polluted":1}}',
    ],
    ['as a nested key', '{"a":{"b":{"__proto__":{"polluted":1}}}}'],
    ['as a key in a list', '{"a":[{"__proto__":{"polluted":1}}]}'],
    ['as a key of a list of lists', '[[{"__proto__":[]}]]'],
    ['with null', '{"__proto__":null}'],
    ['as a key before a space', '{"__proto__" \n:{"polluted":1}}'],
    ['with a text', '{"__proto__":"polluted"}'],
    ['after another of that name', '{"__proto__":1,"__proto__":{"polluted":1}}'],
    ['through the constructor', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['through a constructor among spaces', '{"constructor"\t:\r\n{"prototype":{"polluted":1}}}'],
    ['through an escaped constructor', '{"\\u0063onstructor":{"prototyp\\u0065":{"polluted":1}}}'],
    ['through a nested constructor', '{"a":[{"constructor":{"prototype":{"polluted":1}}}]}'],
  ]

  it.each(polluting)('%s is refused', async (_, body) => {
    const refusal = await refuse(body, { schema: z.unknown() })

    expect(refusal).toMatchObject({ statusCode: 400, code: 'invalid_json', cause })
    expect(everythingOf(refusal)).not.toContain('polluted')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it.each([
    ['as a value', '{"query":"__proto__"}'],
    ['as a value in a list', '["__proto__","constructor","prototype"]'],
    ['in a text', '{"query":"What does {\\"__proto__\\":1} do?"}'],
    ['in a key that only looks like it', '{"__proto":1,"proto__":2,"__PROTO__":3,"__proto__ ":4}'],
    ['as a constructor without a prototype', '{"constructor":"Parser","prototype":{"a":1}}'],
    ['as a constructor of null', '{"constructor":null}'],
    ['as a constructor of other keys', '{"constructor":{"name":"Parser"}}'],
  ])('%s passes', async (_, body) => {
    expect(await bodyOf(z.unknown(), body)).toEqual(JSON.parse(body))
  })
})

describe('half a megabyte', () => {
  const ones = `[${Array(262_000).fill('1')}]`

  it.each([
    ['of numbers', ones],
    ['of numbers beside an escape', `{"a":"\\u0061","b":${ones}}`],
    ['of numbers beside a constructor', `{"constructor":1,"b":${ones}}`],
  ])('%s is parsed without a call for each', async (_, body) => {
    const parse = vi.spyOn(JSON, 'parse')
    await bodyOf(z.unknown(), body)
    const [call] = parse.mock.calls.filter(([text]) => text === body)
    parse.mockRestore()

    expect(call).toEqual([body])
  })

  it('of numbers beside a key that reaches the prototype is refused', async () => {
    const body = `{"b":${ones},"c":[{"\\u005f_proto__":{"polluted":1}}]}`

    expect(await refuse(body, { schema: z.unknown() })).toMatchObject({ code: 'invalid_json' })
  })
})

describe('deeply nested JSON', () => {
  const nested = (depth: number) => `${'{"child":'.repeat(depth)}{}${'}'.repeat(depth)}`

  it('passes while it can be walked', async () => {
    expect(await bodyOf(tree, nested(100))).toEqual(JSON.parse(nested(100)))
  })

  it.each([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 100_000])(
    'of %i levels passes or is a 400, and nothing else',
    async (depth) => {
      const outcome = await bodyOf(tree, nested(depth)).catch((error: unknown) => error)

      if (outcome instanceof Error) expect(outcome).toMatchObject({ statusCode: 400, cause })
      else expect(outcome).toHaveProperty('child')
    },
  )

  it.each([
    [1_000, undefined],
    [1_001, 'The body is nested too deeply.'],
  ])('of %i levels, whatever the schema, is refused with %j', async (depth, message) => {
    const body = `${'['.repeat(depth)}${']'.repeat(depth)}`
    const outcome = await bodyOf(z.unknown(), body).catch((error: Error) => error)

    expect((outcome as Partial<Error>).message).toBe(message)
  })

  it.each([
    ['lists', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
    ['lists that do not end', '['.repeat(500_000)],
  ])('of %s is a 400, whatever the schema', async (_, body) => {
    expect(await refuse(body, { schema: z.unknown() })).toMatchObject({ statusCode: 400, cause })
  })

  it('on which the schema runs out of stack is a 400', async () => {
    const overflow = (): never => overflow()
    const schema = zod.string().transform(overflow)

    expect(await refuse('"text"', { schema })).toMatchObject({
      statusCode: 400,
      code: 'invalid_body',
      message: 'The body is nested too deeply.',
      cause,
    })
  })
})

it.each([new RangeError('Invalid time value'), new Error('The call stack is not shown')])(
  'hands on what a schema throws for reasons of its own: %s',
  async (bug) => {
    const schema = zod.string().transform(() => {
      throw bug
    })

    expect(await refuse('"text"', { schema })).toBe(bug)
  },
)
