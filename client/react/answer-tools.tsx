import type { RefObject } from 'react'
import { CopyButton } from './copy-button.tsx'
import type { Reply } from './message.ts'
import type { MessageActions } from './message-actions.ts'
import type { ChatbotTexts } from './texts.ts'

type Props = {
  reply: Reply
  texts: ChatbotTexts
  /** Where the answer stands on the page. */
  source: RefObject<HTMLElement | null>
  /** What can be done with the last answer. */
  actions: MessageActions | undefined
}

/** Copies an answer as the Markdown that it is, and asks for another one. */
export const AnswerTools = ({ reply, texts, source, actions }: Props) => (
  <div className="middy-chat-tools">
    <CopyButton label={texts.copyAnswer} text={reply.content} source={source} />
    {/* Other states have a button of their own, next to what went wrong. */}
    {actions && reply.state === 'complete' && (
      <button type="button" className="middy-chat-copy" onClick={actions.retry}>
        {texts.askAgain}
      </button>
    )}
  </div>
)
