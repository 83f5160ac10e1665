import type { Answer, AnswerEvent } from '../answer/answer.ts'

/**
 * An answer that frees its lease before its finish is passed on, so that the next question is admitted
 * at once; or when it breaks off, or its reader leaves.
 *
 * @param free may be called twice; it does not throw
 */
export async function* leasedAnswer(
  answer: Answer,
  free: () => Promise<void>,
): AsyncGenerator<AnswerEvent, void> {
  try {
    for await (const event of answer) {
      if (event.type === 'finish') await free()
      yield event
    }
  } finally {
    await free()
  }
}
