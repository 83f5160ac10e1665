import { anyValue, isLocalRef, type SchemaDialect } from './json-schema.ts'

/** @see https://ai.google.dev/api/generate-content#FIELDS.response_json_schema */
export const geminiKeywords: SchemaDialect = {
  provider: 'Gemini',
  recursion: true,
  keywords: {
    $id: anyValue,
    $defs: anyValue,
    $ref: isLocalRef,
    $anchor: anyValue,
    type: anyValue,
    format: anyValue,
    title: anyValue,
    description: anyValue,
    enum: anyValue,
    items: anyValue,
    prefixItems: anyValue,
    minItems: anyValue,
    maxItems: anyValue,
    minimum: anyValue,
    maximum: anyValue,
    anyOf: anyValue,
    oneOf: anyValue,
    properties: anyValue,
    additionalProperties: anyValue,
    required: anyValue,
    propertyOrdering: anyValue,
  },
}
