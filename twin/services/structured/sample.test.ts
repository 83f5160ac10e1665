import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type Schema, sampleOf } from './sample.ts'

const schemaOf = (type: z.ZodType) => z.toJSONSchema(type) as Schema
const text = 'Any text.'

describe('a sample', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['a string', z.string(), text],
    ['a number', z.number(), 0],
    ['an integer', z.int(), 0],
    ['a boolean', z.boolean(), false],
    ['null', z.null(), null],
    ['a literal', z.literal('fixed'), 'fixed'],
    ['an enum', z.enum(['easy', 'hard']), 'easy'],
    ['anything', z.unknown(), text],
    ['a nullable string', z.nullable(z.string()), text],
    ['a union', z.union([z.number(), z.string()]), 0],
    ['a list', z.array(z.string()), []],
    ['a list with an item', z.array(z.enum(['a', 'b'])).min(1), ['a']],
    [
      'an object',
      z.object({ title: z.string(), note: z.string().optional(), tags: z.array(z.string()) }),
      { title: text, tags: [] },
    ],
    [
      'nested objects',
      z.object({ hints: z.array(z.object({ level: z.enum(['x']) })).min(1) }),
      { hints: [{ level: 'x' }] },
    ],
    [
      'an intersection',
      z.intersection(z.object({ a: z.string() }), z.object({ b: z.boolean() })),
      { a: text, b: false },
    ],
  ])('of %s is minimal and valid', (_name, type, sample) => {
    expect(sampleOf(schemaOf(type), text)).toEqual(sample)
    expect(type.safeParse(sample).success).toBe(true)
  })

  it.each([
    ['date-time', z.iso.datetime()],
    ['date', z.iso.date()],
    ['duration', z.iso.duration()],
    ['email', z.email()],
    ['hostname', z.hostname()],
    ['uri', z.url()],
    ['ipv4', z.ipv4()],
    ['ipv6', z.ipv6()],
    ['uuid', z.uuid()],
    // With an offset, unlike zod's.
    ['time', z.string().regex(/^\d\d:\d\d:\d\dZ$/)],
  ])('has the format %s', (format, type) => {
    expect(type.safeParse(sampleOf({ type: 'string', format }, text)).success).toBe(true)
  })

  it('follows references', () => {
    const point = z.object({ x: z.number() }).meta({ id: 'point' })
    const line = z.object({ from: point, to: point })
    expect(schemaOf(line)).toHaveProperty('$defs')
    expect(sampleOf(schemaOf(line), text)).toEqual({ from: { x: 0 }, to: { x: 0 } })
  })

  it('of a schema without types goes by its other keywords', () => {
    const schema = {
      properties: { list: { items: { const: 1 }, minItems: 1 } },
      required: ['list'],
    }
    expect(sampleOf(schema, text)).toEqual({ list: [1] })
    expect(sampleOf({ type: ['integer', 'null'] }, text)).toBe(0)
  })

  it('keeps the order of the schema', () => {
    const schema = schemaOf(z.object({ b: z.string(), a: z.string() }))
    expect(Object.keys(sampleOf({ ...schema, required: ['a', 'b'] }, text) as object)).toEqual([
      'b',
      'a',
    ])
  })
})
