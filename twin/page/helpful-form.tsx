import { type FormEvent, useId, useState } from 'react'
import type { ChatFailure } from '../../client/core/chat-events.ts'
import { type ChatbotLocale, chatbotTexts, errorText } from '../../client/react/Chatbot.tsx'
import type { Encouragement, MotivatorClient } from './motivator-client.ts'
import type { PageTexts } from './texts.ts'

type Props = {
  texts: PageTexts['motivator']
  locale: ChatbotLocale
  client: MotivatorClient
  answer: Encouragement
}

/** Asks whether the answer helped, then for a comment, which may be left out. */
export const HelpfulForm = ({ texts, locale, client, answer }: Props) => {
  const [helpful, setHelpful] = useState<boolean>()
  const [comment, setComment] = useState('')
  const [isCommented, setCommented] = useState(false)
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<ChatFailure>()
  const id = useId()

  const rate = async (helpful: boolean, comment: string) => {
    setSending(true)
    const { session_id, emotion } = answer
    const failure = await client.rate({
      session_id,
      emotion,
      helpful,
      ...(comment !== '' && { user_comment: comment }),
    })
    setSending(false)
    setFailure(failure)
    if (failure) return
    setHelpful(helpful)
    setCommented(comment !== '')
  }
  const sendComment = (event: FormEvent) => {
    event.preventDefault()
    if (helpful !== undefined && comment.trim() !== '') rate(helpful, comment.trim())
  }

  return (
    <footer className="helpful">
      {helpful === undefined && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in one line with its legend
        <div role="group" aria-label={texts.helpful}>
          <span aria-hidden="true">{texts.helpful}</span>
          {([true, false] as const).map((value) => (
            <button
              key={String(value)}
              type="button"
              disabled={isSending}
              onClick={() => rate(value, '')}
            >
              {value ? texts.yes : texts.no}
            </button>
          ))}
        </div>
      )}
      <p role="status">{helpful !== undefined && texts.thanks}</p>
      {failure && <p role="alert">{errorText(failure, chatbotTexts[locale])}</p>}
      {helpful !== undefined && !isCommented && (
        <form onSubmit={sendComment}>
          <label htmlFor={id}>{texts.comment}</label>
          <input
            id={id}
            maxLength={1000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          <button type="submit" disabled={isSending || comment.trim() === ''}>
            {texts.sendComment}
          </button>
        </form>
      )}
    </footer>
  )
}
