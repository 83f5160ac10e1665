import type { StandardJSONSchemaV1 } from '@standard-schema/spec'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { bedrockConverse } from '../bedrock-converse.ts'
import { gemini } from '../gemini.ts'

const google = (schema: unknown, name = 'exercise') =>
  gemini({ model: 'm', apiKey: async () => 'key', output: { schema, name } as never })
const aws = (schema: unknown, name = 'exercise') =>
  bedrockConverse({ modelId: 'm', output: { schema, name } as never })

const makers = [
  { provider: 'Gemini', make: google },
  { provider: 'Bedrock', make: aws },
]

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

describe.each(makers)('the schema of $provider', ({ make }) => {
  it.each([
    ['a zod schema', z.object({ a: z.string(), b: z.optional(z.array(z.enum(['x', 'y']))) })],
    ['a zod schema with a transformation', z.object({ a: z.string().transform(Number) })],
    ['a JSON Schema', object({ a: { type: ['string', 'null'], description: 'A.' } })],
    ['a JSON Schema that closes its objects', object({}, { additionalProperties: false })],
    ['a JSON Schema of zod/mini', mini.toJSONSchema(mini.object({ a: mini.string() }))],
    [
      'a JSON Schema with references',
      { ...object({ a: { $ref: '#/$defs/a' } }), $defs: { a: { type: 'string' } } },
    ],
  ])('may be %s', (_name, schema) => {
    expect(() => make(schema)).not.toThrow()
  })

  it('provides the JSON Schema of its input, which the model writes', () => {
    const asked: unknown[] = []
    const converter = (options: unknown) => {
      asked.push(options)
      return object({ a: { type: 'string' } })
    }
    const jsonSchema = { input: converter, output: () => object({ a: { not: {} } }) }
    const schema = { '~standard': { version: 1, vendor: 'test', jsonSchema } } as const
    make(schema satisfies StandardJSONSchemaV1)
    expect(asked).toContainEqual({ target: 'draft-2020-12' })
  })

  it.each([
    ['missing', undefined],
    ['a string', '{"type":"object"}'],
    ['an empty object', {}],
    ['a Standard Schema without JSON Schema', mini.object({ a: mini.string() })],
  ])('must not be %s', (_name, schema) => {
    expect(() => make(schema)).toThrow(
      'output must be with a schema that is a JSON Schema, or a Standard Schema that gives one',
    )
  })

  it('must be expressible as JSON Schema', () => {
    expect(() => make(z.object({ a: z.date() }))).toThrow(/that JSON Schema can express .*Date/)
  })

  it.each(['', 'two words', 'x'.repeat(65)])('needs a name, unlike %j', (name) => {
    expect(() => make(object({}), name)).toThrow('with a name of 1 to 64 letters')
  })
})

describe('a keyword that Gemini refuses', () => {
  it.each([
    ['properties.a.pattern', z.object({ a: z.string().regex(/x/) })],
    ['properties.a.minLength', object({ a: { type: 'string', minLength: 1 } })],
    ['properties.a.const', z.object({ a: z.literal('x') })],
    ['properties.list.items.not', object({ list: { type: 'array', items: { not: {} } } })],
    ['anyOf.1.multipleOf', { anyOf: [{ type: 'string' }, { type: 'number', multipleOf: 2 }] }],
    ['$defs.a.if', { ...object({}), $defs: { a: { if: {} } } }],
    ['properties.a.$ref', object({ a: { $ref: 'https://schemas.example/a' } })],
  ])('is reported with its path: %s', (path, schema) => {
    expect(() => google(schema)).toThrow(`of a schema that Gemini takes (it refuses ${path})`)
  })

  it('is reported together with the others', () => {
    const schema = object({ a: { type: 'string', minLength: 1, maxLength: 9 } })
    expect(() => google(schema)).toThrow('properties.a.minLength, properties.a.maxLength')
  })

  it('is allowed as the name of a property', () => {
    expect(() =>
      google(object({ pattern: { type: 'string' }, not: { type: 'null' } })),
    ).not.toThrow()
  })

  it('is neither a limit of numbers nor a recursive reference', () => {
    const tree = {
      $ref: '#/$defs/tree',
      $defs: { tree: object({ leaves: { type: 'array', items: { $ref: '#/$defs/tree' } } }) },
    }
    expect(() => google(z.object({ a: z.number().min(0).max(9) }))).not.toThrow()
    expect(() => google(tree)).not.toThrow()
  })
})

describe('a keyword that Bedrock refuses', () => {
  it.each([
    ['properties.a.minimum', object({ a: { type: 'number', minimum: 0 } })],
    ['properties.a.maxLength', z.object({ a: z.string().max(9) })],
    ['properties.a.minItems', object({ a: { type: 'array', minItems: 2 } })],
    ['properties.a.format', object({ a: { type: 'string', format: 'base64' } })],
    ['additionalProperties', object({}, { additionalProperties: true })],
    ['properties.a.additionalProperties', z.object({ a: z.record(z.string(), z.string()) })],
    ['oneOf', { oneOf: [{ type: 'string' }] }],
  ])('is reported with its path: %s', (path, schema) => {
    expect(() => aws(schema)).toThrow(`of a schema that Bedrock takes (it refuses`)
    expect(() => aws(schema)).toThrow(path)
  })

  it.each([
    ['$ref', { $ref: '#', type: 'object' }],
    [
      '$defs.tree.properties.leaves.items.$ref',
      {
        ...object({ root: { $ref: '#/$defs/tree' } }),
        $defs: { tree: object({ leaves: { type: 'array', items: { $ref: '#/$defs/tree' } } }) },
      },
    ],
    [
      '$defs.b.properties.a.$ref',
      {
        ...object({ root: { $ref: '#/$defs/a' } }),
        $defs: { a: object({ b: { $ref: '#/$defs/b' } }), b: object({ a: { $ref: '#/$defs/a' } }) },
      },
    ],
  ])('is a recursive reference: %s', (path, schema) => {
    expect(() => aws(schema)).toThrow(path)
  })

  it('is neither a constant nor a minItems of 0 or 1', () => {
    const list = { type: 'array', items: { type: 'string' } }
    const schema = object({
      kind: { const: 'a' },
      some: { ...list, minItems: 1 },
      any: { ...list, minItems: 0 },
    })
    expect(() => aws(schema)).not.toThrow()
  })

  it.each([
    ...['date-time', 'time', 'date', 'duration', 'email'],
    ...['hostname', 'uri', 'ipv4', 'ipv6', 'uuid'],
  ])('is not the format %s', (format) => {
    expect(() => aws(object({ a: { type: 'string', format } }))).not.toThrow()
  })
})

it('a field that the option does not have is reported', () => {
  const output = { schema: object({}), name: 'a', strict: true }
  expect(() => gemini({ model: 'm', apiKey: async () => 'key', output })).toThrow('without strict')
})

it('every fault of the option is reported', () => {
  const output = { schema: object({ a: { if: {} } }), strict: true } as never
  expect(() => gemini({ model: 'm', apiKey: async () => 'key', output })).toThrow(
    'without strict, and with a name of 1 to 64 letters, digits, _ and -, and of a schema that Gemini takes',
  )
})
