import { useEffect, useRef, useState } from 'react'
import { errorText } from './error-text.ts'
import { useBlocks } from './markdown.tsx'
import type { Message } from './message.ts'
import { allTold, nothingTold, tell } from './spoken.ts'
import type { ChatbotTexts } from './texts.ts'

/** The number of lines that stay in the page. Screen readers have already read earlier ones. */
const linesKept = 8

/**
 * The announcements for screen readers: progress politely, errors at once. The log itself is not
 * live, since it changes with every token.
 */
export const LiveRegion = ({
  messages,
  texts,
}: {
  messages: readonly Message[]
  texts: ChatbotTexts
}) => {
  const last = messages.at(-1)
  const reply = last?.role === 'model' ? last : undefined
  const blocks = useBlocks(reply?.content ?? '')
  // Messages from before the page loaded are shown, but not announced.
  const [before] = useState(() => (reply ? allTold(reply, blocks) : nothingTold))
  const told = useRef(before)
  const [lines, setLines] = useState<readonly { id: number; text: string }[]>([])

  useEffect(() => {
    if (!reply) return
    const next = tell(told.current, reply, blocks, texts)
    told.current = next.told
    if (next.lines.length === 0) return
    setLines((lines) => {
      const lastId = lines.at(-1)?.id ?? 0
      const added = next.lines.map((text, index) => ({ id: lastId + 1 + index, text }))
      return [...lines, ...added].slice(-Math.max(linesKept, added.length))
    })
  }, [reply, blocks, texts])

  return (
    <div className="middy-chat-spoken">
      <div aria-live="polite" data-middy-chat="live">
        {lines.map(({ id, text }) => (
          <p key={id} dir="auto">
            {text}
          </p>
        ))}
      </div>
      <div role="alert">
        {reply?.error && <p key={reply.id}>{errorText(reply.error, texts)}</p>}
      </div>
    </div>
  )
}
