import { type KeyboardEvent, type RefObject, type SubmitEvent, useId } from 'react'
import { limits } from './history.ts'
import type { ChatbotTexts } from './texts.ts'
import type { Chat } from './use-chatbot.ts'

type Props = {
  chat: Pick<Chat, 'input' | 'setInput' | 'status' | 'send' | 'stop'>
  texts: ChatbotTexts
  inputRef: RefObject<HTMLTextAreaElement | null>
}

/** The field for a question: Enter sends it, Shift+Enter adds a line. */
export const Composer = ({ chat, texts, inputRef }: Props) => {
  const { input, setInput, status, send, stop } = chat
  const id = useId()
  const busy = status !== 'idle'
  const focus = () => inputRef.current?.focus()

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    send()
    focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a syllable, Enter accepts it. Safari reports that only by 229.
    const composing = event.nativeEvent.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || composing) return
    event.preventDefault()
    send()
  }
  const onStop = () => {
    stop()
    focus()
  }

  return (
    <form className="middy-chat-composer" onSubmit={onSubmit}>
      <label htmlFor={`${id}-input`}>{texts.input}</label>
      <div className="middy-chat-field">
        <textarea
          ref={inputRef}
          id={`${id}-input`}
          dir="auto"
          rows={Math.min(6, input.split('\n').length)}
          maxLength={limits.queryLength}
          placeholder={texts.placeholder}
          aria-describedby={`${id}-keys`}
          value={input}
          onChange={(event) => setInput(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {busy ? (
          <button key="stop" type="button" data-kind="stop" onClick={onStop}>
            {texts.stop}
          </button>
        ) : (
          <button key="send" type="submit" data-kind="send" disabled={input.trim() === ''}>
            {texts.send}
          </button>
        )}
      </div>
      <p id={`${id}-keys`} className="middy-chat-keys">
        {texts.keys}
      </p>
    </form>
  )
}
