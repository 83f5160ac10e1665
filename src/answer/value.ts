import type { StandardSchemaV1 } from '@standard-schema/spec'
import { answerRefused, modelInvalid } from '../errors/model-errors.ts'
import { describeIssues } from '../issues.ts'
import type { WholeAnswer } from './answer.ts'

/**
 * Parses and validates a complete answer that has to be JSON.
 *
 * @throws HttpError 502 `model_invalid` when it is not JSON, not valid, or was cut at its limit; 422
 *   `answer_refused` when the provider refused to go on
 */
export const answerValue = async <Schema extends StandardSchemaV1>(
  { text, finishReason }: WholeAnswer,
  schema: Schema,
  pkg: string,
): Promise<StandardSchemaV1.InferOutput<Schema>> => {
  if (finishReason === 'refused') throw answerRefused(pkg, finishReason)
  // Another try would cost the same and end at the same limit.
  if (finishReason === 'length') throw modelInvalid(pkg, finishReason, false)
  const result = await schema['~standard'].validate(parsed(text, pkg))
  if (result.issues) throw modelInvalid(pkg, `schema: ${describeIssues(result.issues, false)}`)
  return result.value
}

/** The parser's message repeats the text, so it is dropped. */
function parsed(text: string, pkg: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw modelInvalid(pkg, 'not JSON')
  }
}
