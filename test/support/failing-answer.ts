import type { Answer, AnswerEvent } from '../../src/answer/answer.ts'

/**
 * The events before an answer failed, and the failure.
 *
 * @param onEvent called for each event
 * @throws Error if it does not fail
 */
export const failureOf = async (
  answer: Answer,
  onEvent = () => {},
): Promise<{ events: AnswerEvent[]; error: unknown }> => {
  const events: AnswerEvent[] = []
  try {
    for await (const event of answer) {
      events.push(event)
      onEvent()
    }
  } catch (error) {
    return { events, error }
  }
  throw new Error('The answer did not fail')
}
