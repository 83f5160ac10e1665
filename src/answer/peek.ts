import type { Answer, AnswerEvent } from './answer.ts'

/** An answer whose first event has arrived, or that ended without one. */
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
 * An answer whose first event comes from `open`, which may retry, or ask another
 * model. The rest of the answer passes through unchanged.
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
