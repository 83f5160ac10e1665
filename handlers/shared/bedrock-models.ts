import type { BedrockConverseOptions } from '../../src/models/bedrock-converse.ts'

type Effort = 'low' | 'medium' | 'high'

/** The variables of models on Bedrock. */
type Config = {
  BEDROCK_MODEL_ID: string
  BEDROCK_FALLBACK_MODEL_ID?: string | undefined
  MAX_OUTPUT_TOKENS: number
  REASONING_EFFORT?: Effort | undefined
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME?: string | undefined
}

/** The options of the models that answer: the first one, and its fallback if there is one. */
export const bedrockModels = (config: Config): BedrockConverseOptions[] =>
  [config.BEDROCK_MODEL_ID, config.BEDROCK_FALLBACK_MODEL_ID]
    .filter((modelId) => modelId !== undefined)
    .map((modelId) => ({
      modelId,
      maxTokens: config.MAX_OUTPUT_TOKENS,
      endpoint: config.AWS_ENDPOINT_URL_BEDROCK_RUNTIME,
      ...reasoningOf(modelId, config.REASONING_EFFORT),
    }))

/**
 * gpt-oss reasons before it answers, unless told otherwise for seconds, in a field of its own that
 * other models refuse.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html
 */
function reasoningOf(
  modelId: string,
  effort: Effort | undefined,
): Pick<BedrockConverseOptions, 'effort' | 'additionalModelRequestFields'> {
  if (modelId.includes('gpt-oss')) {
    return { additionalModelRequestFields: { reasoning_effort: effort ?? 'low' } }
  }
  return effort === undefined ? {} : { effort }
}
