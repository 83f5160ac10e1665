import { isAnswer } from '../../src/answer/answer.ts'
import { isStream } from '../../src/answer/is-stream.ts'

/**
 * Why JSON does not hold what a handler returned, which Lambda does not say: it sends `{}` in place
 * of an answer or a stream.
 *
 * @param value the response of a handler that does not stream
 */
export const lostBody = (value: unknown): string | undefined => {
  const bodies = [value, (value as { body?: unknown } | null | undefined)?.body]
  if (bodies.some(isAnswer)) {
    return 'The handler returned an async iterable, which JSON makes {}: use jsonAnswer, or eventStream in middy(streaming)'
  }
  return bodies.some(isStream)
    ? 'The handler returned a stream, which JSON does not hold: use middy(streaming)'
    : undefined
}
