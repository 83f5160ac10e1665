import { memo, useEffect, useRef, useState } from 'react'
import { Action } from './failure-note.tsx'
import type { Question } from './message.ts'
import type { MessageActions } from './message-actions.ts'
import { QuestionEditor } from './question-editor.tsx'
import type { ChatbotTexts } from './texts.ts'

type Props = {
  question: Question
  texts: ChatbotTexts
  /** What can be done with the question, while no answer streams. */
  actions: MessageActions | undefined
  /** Whether no question follows. */
  isLast: boolean
  /** Whether there is no answer to it, not even a failed one. */
  unanswered: boolean
}

/** A question, which can be edited and asked again. */
export const UserMessage = memo(({ question, texts, actions, isLast, unanswered }: Props) => {
  const [editing, setEditing] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasCancelled = useRef(false)
  useEffect(() => {
    if (editing || !wasCancelled.current) return
    wasCancelled.current = false
    button.current?.focus()
  }, [editing])

  // Another question, or another answer to this one, ends the editing.
  const canEdit = actions !== undefined
  useEffect(() => {
    if (!canEdit) setEditing(false)
  }, [canEdit])

  const cancel = () => {
    wasCancelled.current = true
    setEditing(false)
  }
  const send = (query: string) => {
    setEditing(false)
    actions?.edit(query, question.id)
  }

  return (
    <article className="middy-chat-message" data-role="user">
      <h3>{texts.you}</h3>
      {editing && actions ? (
        <QuestionEditor
          text={question.content}
          texts={texts}
          isLast={isLast}
          onSend={send}
          onCancel={cancel}
        />
      ) : (
        <>
          <p className="middy-chat-question" dir="auto">
            {question.content}
          </p>
          {actions && (
            <button
              ref={button}
              type="button"
              className="middy-chat-copy"
              onClick={() => setEditing(true)}
            >
              {texts.edit}
            </button>
          )}
          {actions && unanswered && (
            <div className="middy-chat-note">
              <p>{texts.unanswered}</p>
              <Action onClick={actions.retry}>{texts.retry}</Action>
            </div>
          )}
        </>
      )}
    </article>
  )
})
