import { type KeyboardEvent, type RefObject, type SubmitEvent, useId } from 'react'
import { isSending } from './composing.ts'
import { Excess } from './excess.tsx'
import type { ChatbotTexts } from './texts.ts'
import type { Chat } from './use-chatbot.ts'
import { useMovingOn } from './use-moving-on.ts'

type Props = {
  chat: Pick<Chat, 'input' | 'setInput' | 'excess' | 'status' | 'send' | 'stop'>
  texts: ChatbotTexts
  inputRef: RefObject<HTMLTextAreaElement | null>
  touch: boolean
  /** Moves the focus on, after a button that is gone. */
  onStopped(): void
}

/** The field for a question; `isSending` says which keys send it. */
export const Composer = ({ chat, texts, inputRef, touch, onStopped }: Props) => {
  const { input, setInput, excess, status, send, stop } = chat
  const id = useId()
  const busy = status !== 'idle'
  const tooLong = excess > 0
  const stopRef = useMovingOn(onStopped)

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    send()
    inputRef.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isSending(event, touch)) return
    event.preventDefault()
    send()
  }
  const onStop = () => {
    stop()
    onStopped()
  }

  const described = [tooLong && `${id}-excess`, !touch && `${id}-keys`].filter(Boolean).join(' ')
  return (
    <form className="middy-chat-composer" onSubmit={onSubmit}>
      <label htmlFor={`${id}-input`}>{texts.input}</label>
      <div className="middy-chat-field">
        <textarea
          ref={inputRef}
          id={`${id}-input`}
          dir="auto"
          rows={Math.min(6, input.split('\n').length)}
          placeholder={texts.placeholder}
          aria-invalid={tooLong}
          aria-describedby={described || undefined}
          value={input}
          onChange={(event) => setInput(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {busy ? (
          <button key="stop" ref={stopRef} type="button" data-kind="stop" onClick={onStop}>
            {texts.stop}
          </button>
        ) : (
          <button
            key="send"
            type="submit"
            data-kind="send"
            disabled={input.trim() === '' || tooLong}
          >
            {texts.send}
          </button>
        )}
      </div>
      <Excess id={`${id}-excess`} excess={excess} texts={texts} />
      {!touch && (
        <p id={`${id}-keys`} className="middy-chat-keys">
          {texts.keys}
        </p>
      )}
    </form>
  )
}
