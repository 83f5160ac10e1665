import type { ChatModel } from '../../src/answer/answer.ts'
import { type SolutionStop, withoutSolution } from '../../src/models/without-solution.ts'
import type { TutorRequest } from './request.ts'

/** Whether the guard is on, and what is called when it stops an answer. */
export type TutorGuard = { isOn: boolean; onStop: (stop: SolutionStop) => void }

/**
 * The model for one request, whose answers end before they give the solution away. What the learner
 * wrote and the problem are known. What the client says that the tutor said is not: it may be a
 * solution that was never given.
 */
export const tutorGuard =
  (model: ChatModel, { isOn, onStop }: TutorGuard) =>
  ({ problemDetails, userCode, history, query }: TutorRequest): ChatModel => {
    if (!isOn) return model
    const own = history.filter(({ role }) => role === 'user').map(({ content }) => content)
    const known = [userCode, query, ...own, ...textsIn(problemDetails)]
    return withoutSolution(model, { known, question: query, onStop })
  }

/** The texts in a JSON value, at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
