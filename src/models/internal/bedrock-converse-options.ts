import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime'
import { bedrockModelId } from '../../formats.ts'
import {
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
import { type BedrockEndpoint, endpointRules } from './bedrock.ts'
import { bedrockKeywords } from './bedrock-schema.ts'
import { type JsonOutput, jsonOutputRule, jsonSchemaOf } from './json-output.ts'
import { closed } from './json-schema.ts'

/** The Bedrock model and its settings. */
export type BedrockConverseOptions = BedrockEndpoint & {
  /** A model, an inference profile, or the ARN of either, e.g. `openai.gpt-oss-120b-1:0`. */
  modelId: string
  /** The longest answer, in tokens, including reasoning. @defaultValue 4096 */
  maxTokens?: number
  /** From 0 to 1. @defaultValue the model's own */
  temperature?: number
  /** From 0 to 1. @defaultValue the model's own */
  topP?: number
  /** Up to four texts that end the answer and are not part of it. */
  stopSequences?: readonly string[]
  /** How long the model reasons, if it can. @defaultValue the model's own */
  effort?: Effort
  /**
   * A guardrail, by id or ARN, and how it reads the stream: `sync` holds text back until it is
   * checked. @defaultValue none, and `sync`
   */
  guardrail?: { id: string; version: string; mode?: 'sync' | 'async' }
  /** Where the prompt can be cached: after `system`, and after `history`. Not every model has a cache. */
  cachePoints?: readonly CachePoint[]
  /**
   * The answer is JSON of this schema; `jsonAnswer({ json })` validates it. The first use of a
   * new schema may take minutes.
   */
  output?: JsonOutput
  /** Fields specific to this model, e.g. `{ reasoning_effort: 'low' }` for gpt-oss. */
  additionalModelRequestFields?: Record<string, unknown>
}

/** How long a model reasons. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max'

/** A part of the prompt after which it can be cached. */
export type CachePoint = 'system' | 'history'

const efforts: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max']
const cacheable: readonly CachePoint[] = ['system', 'history']

export const defaults = { maxTokens: 4_096 } satisfies Partial<BedrockConverseOptions>

export const rules: OptionRules<BedrockConverseOptions> = {
  modelId: ofFormat(bedrockModelId),
  maxTokens: positiveInteger,
  temperature: optional(numberIn(0, 1)),
  topP: optional(numberIn(0, 1)),
  stopSequences: optional(listOfNames(4)),
  effort: optional(oneOf(...efforts)),
  guardrail: optional(['{ id, version }, and perhaps mode: sync or async', isGuardrail]),
  cachePoints: optional([`a list of ${cacheable.join(', ')}`, isCacheable]),
  output: optional(jsonOutputRule(bedrockKeywords)),
  additionalModelRequestFields: optional(furtherFields([])),
  ...endpointRules,
}

function isGuardrail(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { id, version, mode = 'sync', ...others } = value
  return (
    [id, version].every((each) => typeof each === 'string' && each !== '') &&
    (mode === 'sync' || mode === 'async') &&
    Object.keys(others).length === 0
  )
}

function isCacheable(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => cacheable.some((point) => point === each))
}

type Settings = Omit<BedrockConverseOptions, 'modelId' | 'region' | 'endpoint' | 'cachePoints'>

/** The fields of a request that are the same for every prompt. */
export const converseSettings = ({
  effort,
  guardrail,
  output,
  additionalModelRequestFields,
  stopSequences,
  ...inference
}: Settings): Partial<ConverseStreamCommandInput> => ({
  inferenceConfig: { ...inference, ...(stopSequences && { stopSequences: [...stopSequences] }) },
  ...(guardrail && {
    guardrailConfig: {
      guardrailIdentifier: guardrail.id,
      guardrailVersion: guardrail.version,
      // A trace repeats the prompt and the answer.
      trace: 'disabled',
      streamProcessingMode: guardrail.mode ?? 'sync',
    },
  }),
  ...((output || effort) && {
    outputConfig: {
      effort,
      ...(output && { textFormat: textFormatOf(output) }),
    },
  }),
  additionalModelRequestFields:
    additionalModelRequestFields as ConverseStreamCommandInput['additionalModelRequestFields'],
})

/** Bedrock takes the schema as a string, and requires every object in it to be closed. */
function textFormatOf(output: JsonOutput) {
  const schema = JSON.stringify(closed(jsonSchemaOf(output)))
  return {
    type: 'json_schema' as const,
    structure: { jsonSchema: { schema, name: output.name } },
  }
}
