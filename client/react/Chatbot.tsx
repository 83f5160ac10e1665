'use client'

import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import { Composer } from './composer.tsx'
import { isComposing } from './composing.ts'
import { LiveRegion } from './live-region.tsx'
import { MessageList } from './message-list.tsx'
import { type ChatbotLocale, type ChatbotTexts, chatbotTexts } from './texts.ts'
import { type Chat, type UseChatbotOptions, useChatbot } from './use-chatbot.ts'
import { useTouch } from './use-touch.ts'

export type { ChatStatus } from './conversation.ts'
export { errorText } from './error-text.ts'
export { type KeptChat, type KeptChatOptions, keptChat, type NamedChat } from './kept-chat.ts'
export type { Message, Question, Reply } from './message.ts'
export { type ChatbotLocale, type ChatbotTexts, chatbotTexts } from './texts.ts'
export { type Chat, type UseChatbotOptions, useChatbot } from './use-chatbot.ts'

/** The client, the problem and the texts of a chat. */
export type ChatbotProps = UseChatbotOptions & {
  /** @defaultValue 'en' */
  locale?: ChatbotLocale
  /** Texts that replace those of the locale. */
  messages?: Partial<ChatbotTexts>
  className?: string
  /**
   * Called by the button "Sign in again", which is shown if the learner's sign-in was refused; without
   * it there is no button. When its promise resolves, the question is asked again.
   */
  onSignIn?: () => void | Promise<void>
  /**
   * Moves the focus into the chat when it mounts, e.g. if a button began a new conversation; by touch
   * not to the field, which would open the keyboard. @defaultValue false
   */
  focusOnMount?: boolean | undefined
  /** Renders controls next to the title, which can use the chat. */
  tools?: (chat: Chat) => ReactNode
}

/**
 * A chat with the tutor about one problem. Its styles are in `middy-chat/react/chatbot.css`, which has
 * custom properties to set. A new `key` starts a new conversation.
 *
 * @example
 * <Chatbot client={client} problemDetails={problem} userCode={code} locale="ko" />
 */
export const Chatbot = (props: ChatbotProps) => {
  const {
    locale = 'en',
    messages: words,
    className = '',
    onSignIn,
    focusOnMount = false,
    tools,
    ...options
  } = props
  const chat = useChatbot(options)
  const { messages, status, send, stop } = chat
  const texts = useMemo(() => ({ ...chatbotTexts[locale], ...words }), [locale, words])
  const input = useRef<HTMLTextAreaElement>(null)
  const log = useRef<HTMLDivElement>(null)
  const touch = useTouch()
  /** The current chat. */
  const latest = useRef<Chat>(undefined)
  useEffect(() => {
    latest.current = chat
    return () => {
      latest.current = undefined
    }
  })

  /** Moves the focus on from a button; by touch not to the field, which would open the keyboard. */
  const focus = useCallback(() => {
    if (touch) log.current?.focus({ preventScroll: true })
    else input.current?.focus()
  }, [touch])

  const mounts = useRef(true)
  useEffect(() => {
    if (mounts.current && focusOnMount) focus()
    mounts.current = false
  }, [focusOnMount, focus])

  const actions = useMemo(() => {
    const again = (query?: string, id?: number) => {
      latest.current?.retry(query, id)
      focus()
    }
    const signIn = async () => {
      const signedIn = onSignIn?.()
      if (!signedIn) return
      const refused = latest.current?.messages.at(-1)
      await signedIn
      // Meanwhile another question may have been asked, or the chat unmounted.
      if (refused && latest.current?.messages.at(-1) === refused) again()
    }
    return {
      retry: () => again(),
      edit: again,
      signIn: onSignIn && (() => void signIn().catch(() => {})),
    }
  }, [onSignIn, focus])

  /** Stops the answer, wherever in the chat the focus is. */
  const stopByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || status === 'idle' || isComposing(event)) return
    stop()
    input.current?.focus()
  }
  const sendAndFocus = (question?: string) => {
    send(question)
    focus()
  }

  return (
    <section
      className={`middy-chat ${className}`.trim()}
      lang={locale}
      aria-label={texts.title}
      onKeyDown={stopByKey}
    >
      <header className="middy-chat-header">
        <h2>{texts.title}</h2>
        {tools?.({ ...chat, send: sendAndFocus })}
      </header>
      <MessageList
        logRef={log}
        messages={messages}
        texts={texts}
        actions={actions}
        empty={messages.length === 0 && <Welcome texts={texts} onPick={sendAndFocus} />}
      />
      <LiveRegion messages={messages} texts={texts} />
      <Composer chat={chat} texts={texts} inputRef={input} touch={touch} onStopped={focus} />
    </section>
  )
}

const Welcome = ({ texts, onPick }: { texts: ChatbotTexts; onPick(question: string): void }) => (
  <div className="middy-chat-welcome">
    <p className="middy-chat-greeting">{texts.greeting}</p>
    <p>{texts.introduction}</p>
    <ul>
      {texts.suggestions.map((question) => (
        <li key={question}>
          <button type="button" onClick={() => onPick(question)}>
            {question}
          </button>
        </li>
      ))}
    </ul>
  </div>
)
