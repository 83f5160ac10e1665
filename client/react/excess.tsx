import { limits } from './history.ts'
import type { ChatbotTexts } from './texts.ts'

/** By how many UTF-16 units a question is longer than the server accepts, or 0. */
export const excessOf = (question: string): number =>
  Math.max(0, question.trim().length - limits.queryLength)

/** Says by how much a question is too long. */
export const Excess = ({
  id,
  excess,
  texts,
}: {
  id: string
  excess: number
  texts: ChatbotTexts
}) => (
  <div className="middy-chat-excess">
    {/* Announced once, while the count changes with each key. */}
    <span role="status">{excess > 0 && texts.tooLong}</span>{' '}
    {excess > 0 && (
      <span id={id}>
        {texts.excess
          .replace('{count}', excess.toLocaleString())
          .replace('{limit}', limits.queryLength.toLocaleString())}
      </span>
    )}
  </div>
)
