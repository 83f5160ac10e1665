import type { GenerationConfig, SafetySetting } from '@google/generative-ai'
import { geminiModel, serviceUrl } from '../../formats.ts'
import {
  callback,
  furtherFields,
  isRecord,
  listOfNames,
  numberIn,
  type OptionRules,
  ofFormat,
  oneOf,
  optional,
  positiveInteger,
} from '../../options.ts'
import type { ParameterSource } from '../../parameter-source.ts'
import { geminiKeywords } from './gemini-schema.ts'
import { type JsonOutput, jsonOutputRule, jsonSchemaOf } from './json-output.ts'

/** How much the model thinks before it answers. Not every model has every level. */
export type ThinkingLevel = 'minimal' | 'low' | 'medium' | 'high'

/** Google's harm categories. @see https://ai.google.dev/gemini-api/docs/safety-settings */
export type HarmCategory =
  | 'HARM_CATEGORY_HARASSMENT'
  | 'HARM_CATEGORY_HATE_SPEECH'
  | 'HARM_CATEGORY_SEXUALLY_EXPLICIT'
  | 'HARM_CATEGORY_DANGEROUS_CONTENT'
  | 'HARM_CATEGORY_CIVIC_INTEGRITY'

/** How likely harm must be for Google to block it. */
export type HarmThreshold =
  | 'BLOCK_LOW_AND_ABOVE'
  | 'BLOCK_MEDIUM_AND_ABOVE'
  | 'BLOCK_ONLY_HIGH'
  | 'BLOCK_NONE'
  | 'OFF'

/** The Gemini model, its key, and its settings. */
export type GeminiOptions = {
  /** E.g. `gemini-3.8-flash`. */
  model: string
  /** The API key; refreshed once if Google refuses it. */
  apiKey: ParameterSource
  /** The API's base URL without a path: https, or http on loopback. @defaultValue Google's own */
  baseUrl?: string | undefined
  /** The longest answer, in tokens, including thinking. @defaultValue 8192 */
  maxOutputTokens?: number
  /**
   * How much the model thinks. Only 3.x models accept it, and some have no `minimal`.
   * @defaultValue the model's own, `medium` for most of 3.x
   */
  thinking?: ThinkingLevel | undefined
  /** From 0 to 2; models of 3.5 and later ignore it. @defaultValue the model's own */
  temperature?: number
  /** From 0 to 1; models of 3.5 and later ignore it. @defaultValue the model's own */
  topP?: number
  /** Up to five texts that end the answer and are not part of it. */
  stopSequences?: readonly string[]
  /** The same seed and request mostly give the same answer. */
  seed?: number
  /** The likelihood from which Google blocks, by category. @defaultValue Google's own */
  safety?: Partial<Record<HarmCategory, HarmThreshold>>
  /** The answer is JSON of this schema; `jsonAnswer({ json })` validates it. */
  output?: JsonOutput
  /** Further `generationConfig` fields of the request, named as in the API. */
  generationConfig?: Record<string, unknown>
}

const thinkingLevels: readonly ThinkingLevel[] = ['minimal', 'low', 'medium', 'high']

const harmCategories: readonly HarmCategory[] = [
  'HARM_CATEGORY_HARASSMENT',
  'HARM_CATEGORY_HATE_SPEECH',
  'HARM_CATEGORY_SEXUALLY_EXPLICIT',
  'HARM_CATEGORY_DANGEROUS_CONTENT',
  'HARM_CATEGORY_CIVIC_INTEGRITY',
]

const harmThresholds: readonly HarmThreshold[] = [
  'BLOCK_LOW_AND_ABOVE',
  'BLOCK_MEDIUM_AND_ABOVE',
  'BLOCK_ONLY_HIGH',
  'BLOCK_NONE',
  'OFF',
]

export const defaults = { maxOutputTokens: 8_192 } satisfies Partial<GeminiOptions>

/** The `generationConfig` fields that have their own option. */
const taken = [
  'maxOutputTokens',
  'temperature',
  'topP',
  'stopSequences',
  'seed',
  'thinkingConfig',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
]

export const rules: OptionRules<GeminiOptions> = {
  model: ofFormat(geminiModel),
  apiKey: callback,
  baseUrl: optional(ofFormat(serviceUrl)),
  maxOutputTokens: positiveInteger,
  thinking: optional(oneOf(...thinkingLevels)),
  temperature: optional(numberIn(0, 2)),
  topP: optional(numberIn(0, 1)),
  stopSequences: optional(listOfNames(5)),
  seed: optional(['a whole number', Number.isSafeInteger]),
  safety: optional([`one of ${harmThresholds.join(', ')} for each category of harm`, isSafety]),
  output: optional(jsonOutputRule(geminiKeywords)),
  generationConfig: optional(furtherFields(taken)),
}

function isSafety(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([category, threshold]) =>
        harmCategories.some((each) => each === category) &&
        harmThresholds.some((each) => each === threshold),
    )
  )
}

/** The fields of a request that are the same for every prompt. */
export const geminiSettings = ({
  thinking,
  safety,
  output,
  generationConfig,
  ...config
}: Omit<GeminiOptions, 'model' | 'apiKey' | 'baseUrl'>): {
  generationConfig: GenerationConfig
  safetySettings?: SafetySetting[]
} => ({
  // The SDK's types lack thinking and JSON Schema; it sends both unchanged.
  generationConfig: {
    ...generationConfig,
    ...config,
    ...(thinking && { thinkingConfig: { thinkingLevel: thinking } }),
    ...(output && {
      responseMimeType: 'application/json',
      responseJsonSchema: { title: output.name, ...jsonSchemaOf(output) },
    }),
  } as GenerationConfig,
  ...(safety && {
    safetySettings: Object.entries(safety).map(
      ([category, threshold]) => ({ category, threshold }) as SafetySetting,
    ),
  }),
})
