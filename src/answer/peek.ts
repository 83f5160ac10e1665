import type { Answer, AnswerEvent } from './answer.ts'

/** An answer whose first event is there, or which ended without one. */
export type PeekedAnswer = {
  first: IteratorResult<AnswerEvent, unknown>
  rest: AsyncIterator<AnswerEvent, unknown>
}

/** Waits for the first event. @throws whatever the answer throws before it */
export const peekFirst = async (answer: Answer): Promise<PeekedAnswer> => {
  const rest = answer[Symbol.asyncIterator]()
  return { first: await rest.next(), rest }
}

/**
 * An answer whose beginning is a matter of its own: tried again, or asked of
 * another model. Once it has begun it is passed on as it is.
 */
export const deferAnswer = (open: () => Promise<PeekedAnswer>): Answer => ({
  [Symbol.asyncIterator]: () => {
    let rest: AsyncIterator<AnswerEvent, unknown> | undefined
    let left = false
    const close = async () => {
      left = true
      await rest?.return?.()
      return { done: true as const, value: undefined }
    }
    const first = async () => {
      const begun = await open()
      rest = begun.rest
      return left ? close() : begun.first
    }
    return { next: () => rest?.next() ?? first(), return: close }
  },
})
