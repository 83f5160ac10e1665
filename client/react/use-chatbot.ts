'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ChatFailure, TutorClient } from '../tutor/tutor-client.ts'
import { type ChatStatus, createConversation } from './conversation.ts'
import type { Message } from './message.ts'

/** Whom to ask, and on which page. */
export type UseChatbotOptions = {
  client: TutorClient
  /** The problem on the page, any shape. */
  problemDetails: Record<string, unknown>
  /** The learner's code as it is when a question is sent. */
  userCode: string
  /** Earlier messages that are sent along at most. @defaultValue 500, what the server accepts */
  maxHistory?: number | undefined
  /** What was said before, e.g. in a chat that was kept; read once. @defaultValue none */
  initialMessages?: readonly Message[] | undefined
}

/** A conversation as it is now, and what can be done with it. */
export type Chat = {
  messages: readonly Message[]
  /** What stands in the input. */
  input: string
  /** Puts this in place of it. */
  setInput(text: string): void
  status: ChatStatus
  /** Asks what was given, else what stands in the input; does nothing while an answer is under way. */
  send(text?: string): void
  /** Ends the answer under way; what was said stays. */
  stop(): void
  /** Asks the last question again, in place of its answer. */
  retry(): void
  /** Why the last answer failed. */
  error: ChatFailure | undefined
}

/**
 * A conversation with the tutor, for a chat of your own looks; `<Chatbot>` is
 * one. It ends with its component. Keep `client` outside of components.
 *
 * @example
 * const { messages, input, setInput, send } = useChatbot({ client, problemDetails, userCode })
 */
export const useChatbot = (options: UseChatbotOptions): Chat => {
  const { client, problemDetails, userCode, maxHistory, initialMessages } = options
  const asking = { client, problemDetails, userCode, maxHistory }
  const [conversation] = useState(() => createConversation(initialMessages))
  const { subscribe, state, ask, stop, retry } = conversation
  const { messages, status } = useSyncExternalStore(subscribe, state, state)
  const [input, setInput] = useState('')
  useEffect(() => stop, [stop])

  const send = (text?: string) => {
    const query = (text ?? input).trim()
    if (query === '' || status !== 'idle') return
    if (text === undefined) setInput('')
    ask(asking, query)
  }
  const again = () => retry(asking)

  const last = messages.at(-1)
  const error = last?.role === 'model' ? last.error : undefined
  return { messages, input, setInput, status, send, stop, retry: again, error }
}
