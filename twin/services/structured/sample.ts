import { targetsIn } from '../../../src/models/internal/json-schema.ts'

/** The keywords of JSON Schema that decide on an instance; Bedrock refuses most of the others. */
export type Schema = {
  readonly $ref?: string
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
}

/** A text for each format that Bedrock takes. */
const formatted: Record<string, string> = {
  'date-time': '2000-01-01T00:00:00Z',
  time: '00:00:00Z',
  date: '2000-01-01',
  duration: 'P1D',
  email: 'name@example.com',
  hostname: 'example.com',
  uri: 'https://example.com/',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/**
 * The smallest instance of a schema that Bedrock takes: only what is required, the first of several
 * choices, in the schema's order.
 *
 * @param text each string that may be any
 */
export function sampleOf(schema: Schema, text: string): unknown {
  const instance = (each: Schema): unknown => {
    const flat = flatten(each, schema)
    if ('const' in flat) return flat.const
    if (flat.enum) return flat.enum[0]
    switch (typeOf(flat)) {
      case 'object':
        return objectOf(flat)
      case 'array':
        return Array.from({ length: flat.minItems ?? 0 }, () => instance(flat.items ?? {}))
      case 'boolean':
        return false
      case 'null':
        return null
      case 'number':
      case 'integer':
        return 0
      default:
        return formatted[flat.format ?? ''] ?? text
    }
  }
  const objectOf = ({ properties = {}, required = [] }: Schema) =>
    Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => required.includes(name))
        .map(([name, each]) => [name, instance(each)]),
    )
  return instance(schema)
}

/** The schema with its reference, its first choice and all its parts in one. */
export function flatten({ anyOf = [], allOf = [], ...own }: Schema, root: Schema): Schema {
  return [...targetsIn(own, root), ...anyOf.slice(0, 1), ...allOf]
    .map((part) => flatten(part, root))
    .reduce(merge, own)
}

function merge(one: Schema, other: Schema): Schema {
  return {
    ...one,
    ...other,
    properties: { ...one.properties, ...other.properties },
    required: [...(one.required ?? []), ...(other.required ?? [])],
  }
}

function typeOf({ type, properties = {}, items }: Schema): string | undefined {
  if (type !== undefined) return typeof type === 'string' ? type : type[0]
  if (Object.keys(properties).length > 0) return 'object'
  return items && 'array'
}
