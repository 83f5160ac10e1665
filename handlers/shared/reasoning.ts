import type { BedrockConverseOptions } from '../../src/models/bedrock-converse.ts'

/**
 * gpt-oss reasons before it answers, unless told otherwise for seconds, in a field of its own that
 * other models refuse.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html
 */
export const reasoningOf = (
  modelId: string,
  effort: 'low' | 'medium' | 'high' | undefined,
): Pick<BedrockConverseOptions, 'effort' | 'additionalModelRequestFields'> => {
  if (modelId.includes('gpt-oss')) {
    return { additionalModelRequestFields: { reasoning_effort: effort ?? 'low' } }
  }
  return effort === undefined ? {} : { effort }
}
