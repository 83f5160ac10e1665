import { type KeyboardEvent, type SubmitEvent, useEffect, useRef, useState } from 'react'
import type { ChatbotLocale } from '../../client/react/Chatbot.tsx'
import { chatDate } from './chat-date.ts'
import type { ListedChat } from './kept-chat.ts'
import type { PageTexts } from './texts.ts'

type Props = {
  chat: ListedChat
  texts: PageTexts
  locale: ChatbotLocale
  isOpen: boolean
  /** Whether it came back from a deletion, which moves the focus to it. */
  isRestored: boolean
  onOpen(): void
  onDelete(): void
  /** Whether it succeeded. */
  onRename(title: string): Promise<boolean>
}

/** A chat of the list: opens it, renames it, deletes it. */
export const ChatRow = (props: Props) => {
  const { chat, texts, locale, isOpen, isRestored, onOpen, onDelete, onRename } = props
  const { title, updated_at } = chat
  const [isRenaming, setRenaming] = useState(false)
  const name = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isRestored) name.current?.focus()
  }, [isRestored])
  const wasRenaming = useRef(false)
  useEffect(() => {
    if (wasRenaming.current && !isRenaming) name.current?.focus()
    wasRenaming.current = isRenaming
  }, [isRenaming])

  if (isRenaming) {
    return (
      <li>
        <TitleForm
          title={title}
          texts={texts}
          onSave={async (next) => {
            if (next === title || (await onRename(next))) setRenaming(false)
          }}
          onCancel={() => setRenaming(false)}
        />
      </li>
    )
  }
  return (
    <li>
      <button
        ref={name}
        type="button"
        className="chat-title"
        dir="auto"
        title={title}
        aria-current={isOpen}
        onClick={onOpen}
      >
        {title}
      </button>
      <div className="chat-tools">
        <time dateTime={updated_at} title={new Date(updated_at).toLocaleString(locale)}>
          {chatDate(updated_at, locale, new Date())}
        </time>
        <button
          type="button"
          aria-label={`${texts.renameChat}: ${title}`}
          onClick={() => setRenaming(true)}
        >
          {texts.renameChat}
        </button>
        <button type="button" aria-label={`${texts.deleteChat}: ${title}`} onClick={onDelete}>
          {texts.deleteChat}
        </button>
      </div>
    </li>
  )
}

type TitleFormProps = {
  title: string
  texts: PageTexts
  onSave(title: string): Promise<void>
  onCancel(): void
}

/** The field for a new title: Enter saves it, Escape leaves the old one. */
const TitleForm = ({ title, texts, onSave, onCancel }: TitleFormProps) => {
  const field = useRef<HTMLInputElement>(null)
  const [edited, setEdited] = useState(title)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  const next = edited.trim()

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    if (next !== '') onSave(next)
  }
  const onKeyDown = ({ key, nativeEvent }: KeyboardEvent) => {
    if (key === 'Escape' && !nativeEvent.isComposing) onCancel()
  }
  return (
    <form className="chat-rename" onSubmit={onSubmit}>
      <input
        ref={field}
        aria-label={texts.chatTitle}
        dir="auto"
        maxLength={100}
        value={edited}
        onChange={(event) => setEdited(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="chat-tools">
        <button type="submit" disabled={next === ''}>
          {texts.save}
        </button>
        <button type="button" onClick={onCancel}>
          {texts.cancel}
        </button>
      </div>
    </form>
  )
}
