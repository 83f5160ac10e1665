import { isRecord } from '../../options.ts'

type Schema = Readonly<Record<string, unknown>>

/** The subset of JSON Schema that a provider supports. */
export type SchemaDialect = {
  /** The provider's name, for messages. */
  provider: string
  /** The supported keywords, each with a check of its value. */
  keywords: Readonly<Record<string, (value: unknown) => boolean>>
  /** Whether a schema may refer to itself. */
  recursion: boolean
}

/** For a keyword that may have any value. */
export const anyValue = (): boolean => true

/** Whether a `$ref` points into its own document. */
export const isLocalRef = ($ref: unknown): $ref is string =>
  typeof $ref === 'string' && $ref.startsWith('#')

/** The paths that the provider refuses, e.g. `properties.age.minimum`. */
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

/** Closes every object of the schema that does not set `additionalProperties`. */
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

/** A schema and all of its subschemas, each with its path. */
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

/** Whether the schema's references lead back to it. */
function refersToItself(start: Schema, root: Schema): boolean {
  const seen = new Set<Schema>()
  const waiting = targetsIn(start, root)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const within = [...subschemas(next)].map(([, each]) => each)
    if (within.includes(start)) return true
    if (seen.has(next)) continue
    seen.add(next)
    waiting.push(...within.flatMap((each) => targetsIn(each, root)))
  }
  return false
}

/** The target of the schema's own reference, if it is in the document. */
export function targetsIn({ $ref }: Schema, root: Schema): Schema[] {
  if (!isLocalRef($ref)) return []
  const keys = $ref.split('/').slice(1).map(unescaped)
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
