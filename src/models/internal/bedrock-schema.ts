import { anyValue, isLocalRef, type SchemaDialect } from './json-schema.ts'

const formats = 'date-time time date duration email hostname uri ipv4 ipv6 uuid'.split(' ')

/** @see https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html */
export const bedrockKeywords: SchemaDialect = {
  provider: 'Bedrock',
  recursion: false,
  keywords: {
    $defs: anyValue,
    definitions: anyValue,
    $ref: isLocalRef,
    type: anyValue,
    enum: anyValue,
    const: anyValue,
    anyOf: anyValue,
    allOf: anyValue,
    format: (value) => formats.some((each) => each === value),
    title: anyValue,
    description: anyValue,
    default: anyValue,
    items: anyValue,
    minItems: (value) => value === 0 || value === 1,
    properties: anyValue,
    required: anyValue,
    additionalProperties: (value) => value === false,
  },
}
