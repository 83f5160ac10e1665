import { isRecord } from '../../options.ts'

type Schema = Readonly<Record<string, unknown>>

/** How much of JSON Schema a provider takes. */
export type SchemaDialect = {
  /** Its name, for the message. */
  provider: string
  /** The keywords, each with whether the provider takes this value of it. */
  keywords: Readonly<Record<string, (value: unknown) => boolean>>
  /** Whether a schema may refer to itself. */
  recursion: boolean
}

/** Of a keyword that is taken whatever its value is. */
export const anyValue = (): boolean => true

/** Paths of what the provider refuses, e.g. `properties.age.minimum`. */
export const schemaFaults = (schema: Schema, dialect: SchemaDialect): string[] => {
  const faults: string[] = []
  for (const [path, each] of subschemas(schema)) {
    for (const [keyword, value] of Object.entries(each)) {
      const isTaken = Object.hasOwn(dialect.keywords, keyword) && dialect.keywords[keyword]?.(value)
      if (!isTaken) faults.push(join(path, keyword))
    }
    if (!dialect.recursion && refersToItself(each, schema)) faults.push(join(path, '$ref'))
  }
  return faults
}

/** The schema with every object closed that does not say whether it is. */
export const closed = (schema: Schema): Schema => {
  const copy = structuredClone(schema)
  for (const [, each] of subschemas(copy)) {
    if (isObject(each)) (each as Record<string, unknown>).additionalProperties ??= false
  }
  return copy
}

function isObject({ type, properties }: Schema): boolean {
  return (
    type === 'object' || (Array.isArray(type) && type.includes('object')) || isRecord(properties)
  )
}

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const single = ['items', 'additionalProperties', 'not', 'contains', 'propertyNames']
const lists = ['prefixItems', 'anyOf', 'oneOf', 'allOf']
const named = ['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas']

/** A schema and all that it is made of, each with its path. */
function* subschemas(schema: unknown, path = ''): Generator<[path: string, schema: Schema]> {
  if (!isRecord(schema)) return
  yield [path, schema]
  for (const keyword of single) yield* subschemas(schema[keyword], join(path, keyword))
  for (const keyword of [...lists, ...named]) {
    const members = schema[keyword]
    if (typeof members !== 'object' || members === null) continue
    for (const [name, each] of Object.entries(members)) {
      yield* subschemas(each, join(path, keyword, name))
    }
  }
}

/** Whether following references from this one leads back to it. */
function refersToItself(start: Schema, root: Schema): boolean {
  const seen = new Set<Schema>()
  const waiting = targetsIn(start, root)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const within = [...subschemas(next)].map(([, each]) => each)
    if (within.includes(start)) return typeof start.$ref === 'string'
    if (seen.has(next)) continue
    seen.add(next)
    waiting.push(...within.flatMap((each) => targetsIn(each, root)))
  }
  return false
}

/** What the schema refers to; only references inside of the same document lead anywhere. */
function targetsIn({ $ref }: Schema, root: Schema): Schema[] {
  if (typeof $ref !== 'string' || !$ref.startsWith('#')) return []
  const keys = $ref.slice(1).split('/').slice(1).map(unescaped)
  const target = keys.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), root)
  return isRecord(target) ? [target] : []
}

/** @see https://www.rfc-editor.org/rfc/rfc6901#section-4 */
function unescaped(token: string): string {
  return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('.')
}
