import { type KeyboardEvent, type SubmitEvent, useEffect, useId, useRef, useState } from 'react'
import { isComposing, isSending } from './composing.ts'
import { Excess, excessOf } from './excess.tsx'
import type { ChatbotTexts } from './texts.ts'
import { useTouch } from './use-touch.ts'

type Props = {
  text: string
  texts: ChatbotTexts
  /** Whether no question follows, which would be deleted. */
  isLast: boolean
  onSend(text: string): void
  onCancel(): void
}

/** A question that is edited: `isSending` says which keys send it, and Escape leaves it as it was. */
export const QuestionEditor = ({ text, texts, isLast, onSend, onCancel }: Props) => {
  const id = useId()
  const touch = useTouch()
  const field = useRef<HTMLTextAreaElement>(null)
  const [edited, setEdited] = useState(text)
  useEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(text.length, text.length)
  }, [text])

  const excess = excessOf(edited)
  const described = [!isLast && `${id}-removes`, excess > 0 && `${id}-excess`].filter(Boolean)
  const canSend = edited.trim() !== '' && excess === 0
  const send = () => {
    if (canSend) onSend(edited)
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    send()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !isComposing(event)) onCancel()
    if (!isSending(event, touch)) return
    event.preventDefault()
    send()
  }

  return (
    <form className="middy-chat-editor" onSubmit={onSubmit}>
      <label htmlFor={id} className="middy-chat-spoken">
        {texts.edit}
      </label>
      <div className="middy-chat-field">
        <textarea
          ref={field}
          id={id}
          dir="auto"
          rows={Math.min(6, edited.split('\n').length)}
          aria-invalid={excess > 0}
          aria-describedby={described.join(' ') || undefined}
          value={edited}
          onChange={(event) => setEdited(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      {!isLast && (
        <p id={`${id}-removes`} className="middy-chat-note">
          {texts.editRemoves}
        </p>
      )}
      <Excess id={`${id}-excess`} excess={excess} texts={texts} />
      <div className="middy-chat-tools">
        <button type="button" className="middy-chat-action" onClick={onCancel}>
          {texts.cancel}
        </button>
        <button type="submit" className="middy-chat-action" disabled={!canSend}>
          {texts.send}
        </button>
      </div>
    </form>
  )
}
