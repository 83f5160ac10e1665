import type { AnswerUsage } from '../answer/answer.ts'
import { isObject } from '../is-object.ts'

type Usage = Omit<AnswerUsage, 'type'>

const usages = new WeakMap<object, Usage>()

/** Notes which tokens the provider had counted when an answer failed: a budget charges them. */
export const noteUsage = <Thrown>(error: Thrown, usage: Usage | undefined): Thrown => {
  if (usage && isObject(error)) usages.set(error, usage)
  return error
}

/** The tokens of the answer that failed with this error, if the provider had counted them. */
export const usageOf = (error: unknown): Usage | undefined =>
  isObject(error) ? usages.get(error) : undefined
