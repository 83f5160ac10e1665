import { describe, expect, it } from 'vitest'
import { anyValue, closed, isLocalRef, type SchemaDialect, schemaFaults } from './json-schema.ts'

const nesting = [
  ...['items', 'additionalProperties', 'not', 'contains', 'propertyNames'],
  ...['prefixItems', 'anyOf', 'oneOf', 'allOf'],
  ...['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas'],
]

/** Knows every keyword that nests schemas, `type`, `$ref`, and a `maximum` of 9. */
const dialect: SchemaDialect = {
  provider: 'Test',
  recursion: false,
  keywords: {
    ...Object.fromEntries(nesting.map((keyword) => [keyword, anyValue])),
    type: anyValue,
    $ref: isLocalRef,
    maximum: (value) => value === 9,
  },
}
const faults = (schema: object) => schemaFaults(schema as Record<string, unknown>, dialect)

const odd = { odd: 1 }

describe('schemaFaults', () => {
  it.each([
    ['items', { items: odd }],
    ['additionalProperties', { additionalProperties: odd }],
    ['not', { not: odd }],
    ['contains', { contains: odd }],
    ['propertyNames', { propertyNames: odd }],
    ['prefixItems.1', { prefixItems: [{}, odd] }],
    ['anyOf.0', { anyOf: [odd] }],
    ['oneOf.0', { oneOf: [odd] }],
    ['allOf.0', { allOf: [odd] }],
    ['properties.a', { properties: { a: odd } }],
    ['$defs.a', { $defs: { a: odd } }],
    ['definitions.a', { definitions: { a: odd } }],
    ['patternProperties.^a', { patternProperties: { '^a': odd } }],
    ['dependentSchemas.a', { dependentSchemas: { a: odd } }],
    ['properties.a.items.anyOf.0', { properties: { a: { items: { anyOf: [odd] } } } }],
  ])('finds an unknown keyword in %s', (path, schema) => {
    expect(faults(schema)).toEqual([`${path}.odd`])
  })

  it('finds an unknown keyword at the top, and several at once', () => {
    expect(faults({ ...odd, items: odd, even: 2 })).toEqual(['odd', 'even', 'items.odd'])
  })

  it.each(['constructor', 'toString', '__proto__'])('does not know the keyword %s', (keyword) => {
    expect(faults(JSON.parse(`{"${keyword}":1}`))).toEqual([keyword])
  })

  it('finds a value that its keyword must not have', () => {
    expect(faults({ maximum: 9 })).toEqual([])
    expect(faults({ items: { maximum: 10 } })).toEqual(['items.maximum'])
    expect(faults({ $ref: 'https://schemas.example/a' })).toEqual(['$ref'])
    expect(faults({ $ref: 7 })).toEqual(['$ref'])
    expect(faults({ $ref: '/#' })).toEqual(['$ref'])
  })

  it('does not enter values that are not schemas', () => {
    expect(
      faults({ items: true, anyOf: 'odd', properties: null, allOf: [null, 7, [odd]] }),
    ).toEqual([])
  })

  it.each([
    ['the document', { $ref: '#' }, ['$ref']],
    [
      'a definition that contains it',
      {
        $defs: { list: { type: 'array', items: { $ref: '#/$defs/list' } } },
        items: { $ref: '#/$defs/list' },
      },
      ['$defs.list.items.$ref'],
    ],
    [
      'a definition that refers back',
      { $defs: { a: { items: { $ref: '#/$defs/b' } }, b: { items: { $ref: '#/$defs/a' } } } },
      ['$defs.a.items.$ref', '$defs.b.items.$ref'],
    ],
    [
      'a definition whose name is escaped',
      { $defs: { 'a/b~c d': { items: { $ref: '#/$defs/a~1b~0c%20d' } } } },
      ['$defs.a/b~c d.items.$ref'],
    ],
  ])('finds a reference that leads back to itself through %s', (_name, schema, expected) => {
    expect(faults(schema)).toEqual(expected)
    expect(schemaFaults(schema, { ...dialect, recursion: true })).toEqual([])
  })

  it.each([
    [
      'twice',
      { $defs: { a: {} }, properties: { b: { $ref: '#/$defs/a' }, c: { $ref: '#/$defs/a' } } },
    ],
    [
      'through another',
      { $defs: { a: { $ref: '#/$defs/b' }, b: {} }, items: { $ref: '#/$defs/a' } },
    ],
    ['to nothing', { items: { $ref: '#/$defs/none/at/all' } }],
    ['to something that is not a schema', { type: 'array', items: { $ref: '#/type' } }],
    [
      'to a recursive schema, which is reported where it recurs',
      {
        $defs: { a: { items: { $ref: '#/$defs/a' } } },
        properties: { b: { $ref: '#/$defs/a' } },
      },
      ['$defs.a.items.$ref'],
    ],
  ] as [string, object, string[]?][])('accepts a reference %s', (_name, schema, expected = []) => {
    expect(faults(schema)).toEqual(expected)
  })
})

describe('closed', () => {
  const open = (schema: object) => closed(schema as Record<string, unknown>)

  it.each([
    ['of the type object', { type: 'object' }],
    ['of several types', { type: ['object', 'null'] }],
    ['with properties but no type', { properties: {} }],
  ])('closes a schema %s', (_name, schema) => {
    expect(open(schema)).toEqual({ ...schema, additionalProperties: false })
    expect(open({ items: schema })).toEqual({ items: { ...schema, additionalProperties: false } })
  })

  it.each([
    { type: 'string' },
    { type: ['string', 'null'] },
    {},
    { type: 'object', additionalProperties: true },
    { type: 'object', additionalProperties: { type: 'string' } },
  ])('leaves %j as it is', (schema) => {
    expect(open(schema)).toEqual(schema)
  })

  it('does not change the schema of its caller', () => {
    const schema = { type: 'object', properties: { a: { type: 'object' } } }
    expect(open(schema)).not.toEqual(schema)
    expect(schema).toEqual({ type: 'object', properties: { a: { type: 'object' } } })
  })
})
