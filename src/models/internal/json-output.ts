import type { StandardJSONSchemaV1 } from '@standard-schema/spec'
import { isRecord, type OptionRule } from '../../options.ts'
import { type SchemaDialect, schemaFaults } from './json-schema.ts'

/** A JSON Schema of draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The JSON that a model's whole answer must be. */
export type JsonOutput = {
  /** A Standard Schema that provides JSON Schema (zod, ArkType, …), or a JSON Schema. */
  schema: StandardJSONSchemaV1 | JsonSchema
  /** A name that tells the model what the JSON is: letters, digits, `_` and `-`. */
  name: string
}

/** The rule of a `JsonOutput` option, for a provider that supports this subset of JSON Schema. */
export const jsonOutputRule = (dialect: SchemaDialect): OptionRule => [
  (value) => faultsOf(value, dialect).join(', and '),
  (value) => faultsOf(value, dialect).length === 0,
]

/**
 * The schema of the model's output, which is the input of the Standard Schema.
 *
 * @throws whatever the library throws if it has no JSON Schema for a type
 */
export const jsonSchemaOf = ({ schema }: JsonOutput): JsonSchema => {
  const { $schema, ...json } = isStandard(schema)
    ? schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
    : schema
  return json
}

/** The requirements that the option does not meet. */
function faultsOf(value: unknown, dialect: SchemaDialect): string[] {
  const { schema, name, ...others } = isRecord(value) ? value : {}
  const faults = Object.keys(others).map((key) => `without ${key}`)
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) {
    faults.push('with a name of 1 to 64 letters, digits, _ and -')
  }
  if (!isStandard(schema) && !isJsonSchema(schema)) {
    return [...faults, 'with a schema that is a JSON Schema, or a Standard Schema that gives one']
  }
  try {
    const json = jsonSchemaOf({ schema, name: String(name) })
    const refused = schemaFaults(json, dialect)
    return refused.length === 0
      ? faults
      : [...faults, `of a schema that ${dialect.provider} takes (it refuses ${refused.join(', ')})`]
  } catch (error) {
    return [...faults, `of a schema that JSON Schema can express (${String(error)})`]
  }
}

function isStandard(schema: unknown): schema is StandardJSONSchemaV1 {
  const standard = (schema as Partial<StandardJSONSchemaV1> | undefined)?.['~standard']
  return typeof standard?.jsonSchema?.input === 'function'
}

function isJsonSchema(schema: unknown): schema is JsonSchema {
  return isRecord(schema) && !('~standard' in schema) && Object.keys(schema).length > 0
}
