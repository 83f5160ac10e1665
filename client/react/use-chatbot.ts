'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ChatFailure, TutorClient } from '../tutor/tutor-client.ts'
import { type ChatStatus, createConversation } from './conversation.ts'
import { excessOf } from './excess.tsx'
import type { Message } from './message.ts'

/** The client and the problem of a chat. */
export type UseChatbotOptions = {
  client: TutorClient
  /** The problem on the page, any shape, at most 64 KiB as JSON. */
  problemDetails: Record<string, unknown>
  /** The learner's code as it is when a question is sent. */
  userCode: string
  /** The maximum number of earlier messages to send. @defaultValue 500, the server's limit */
  maxHistory?: number | undefined
  /**
   * Earlier messages, e.g. of a stored chat; read at the first rendering only. Answers that had not
   * ended are shown as stopped. @defaultValue none
   */
  initialMessages?: readonly Message[] | undefined
}

/** The state of a conversation, and its actions. */
export type Chat = {
  messages: readonly Message[]
  /** The text of the input. */
  input: string
  /** Replaces the text of the input. */
  setInput(text: string): void
  status: ChatStatus
  /** By how many UTF-16 units the input is longer than the server accepts, or 0. */
  excess: number
  /**
   * Asks the given question, or the one in the input. Does nothing while an answer streams, nor with
   * an input that is too long.
   */
  send(text?: string): void
  /** Stops the answer and keeps its text so far. */
  stop(): void
  /**
   * Asks a question again, with another text if there is one, and replaces its answer and all messages
   * after it. Without its `id`, it is the last question.
   */
  retry(text?: string, id?: number): void
  /** Why the last answer failed. */
  error: ChatFailure | undefined
}

/**
 * A conversation with the tutor, for a chat with your own design; `<Chatbot>` uses it too. It ends
 * when its component unmounts. Create `client` outside of components.
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

  const excess = excessOf(input)
  const send = (text?: string) => {
    const query = (text ?? input).trim()
    if (query === '' || status !== 'idle' || (text === undefined && excess > 0)) return
    if (text === undefined) setInput('')
    ask(asking, query)
  }
  const again = (text?: string, id?: number) => {
    const query = text?.trim()
    if (query !== '') retry(asking, { query, question: id })
  }

  const last = messages.at(-1)
  const error = last?.role === 'model' ? last.error : undefined
  return { messages, input, setInput, excess, status, send, stop, retry: again, error }
}
