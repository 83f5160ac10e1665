import type { ChatModel } from '../../answer/answer.ts'

/** For a wrapper: the longest answer of any of these models, if it is known of all of them. */
export const maxOutputOf = (
  ...models: readonly ChatModel[]
): Pick<ChatModel, 'maxOutputTokens'> => {
  const known = models.map(({ maxOutputTokens }) => maxOutputTokens)
  const longest = Math.max(...known.map((tokens) => tokens ?? Number.NaN))
  return Number.isNaN(longest) ? {} : { maxOutputTokens: longest }
}
