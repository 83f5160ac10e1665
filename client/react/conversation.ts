import type { ClientErrorCode, FailureOf } from '../core/chat-events.ts'
import type { ChatRequest, TutorClient } from '../tutor/tutor-client.ts'
import { atNextFrame, createGradualText, type Schedule } from './gradual-text.ts'
import { fitRequest } from './history.ts'
import type { Message, Question, Reply } from './message.ts'

/** Whether an answer streams, and whether its text has begun. */
export type ChatStatus = 'idle' | 'waiting' | 'streaming'

export type ConversationState = { messages: readonly Message[]; status: ChatStatus }

/** The client and the problem of a conversation. */
export type Asking = Omit<ChatRequest, 'history' | 'query'> & {
  client: TutorClient
  maxHistory?: number | undefined
}

/** The question that is asked again: by default the last one, with the same text. */
export type AskingAgain = { query?: string | undefined; question?: number | undefined }

export type Conversation = {
  subscribe(listener: () => void): () => void
  state(): ConversationState
  /** Asks a question, unless an answer streams. */
  ask(asking: Asking, query: string): void
  /** Stops the answer at once and keeps its text so far. */
  stop(): void
  /** Asks a question again; its answer and all messages after it are replaced. */
  retry(asking: Asking, again?: AskingAgain): void
}

/**
 * A conversation with the tutor, without React: its messages and its state. Text
 * is rendered at most once per frame, so that an answer of 20,000 chunks is not
 * rendered 20,000 times, and a long text that arrives at once is spread over frames.
 *
 * @param earlier earlier messages
 * @param schedule calls back at the next frame
 */
export const createConversation = (
  earlier: readonly Message[] = [],
  schedule: Schedule = atNextFrame,
): Conversation => {
  const listeners = new Set<() => void>()
  let state: ConversationState = { messages: earlier.map(ended), status: 'idle' }
  let running: { end(changes: Partial<Reply>): void } | undefined
  let lastId = Math.max(0, ...earlier.map(({ id }) => id))

  const set = (next: ConversationState) => {
    state = next
    for (const listener of listeners) listener()
  }

  const run = async (
    { client, maxHistory, ...page }: Asking,
    earlier: readonly Message[],
    question: Question,
  ) => {
    const controller = new AbortController()
    lastId += 1
    let reply: Reply = { id: lastId, role: 'model', content: '', state: 'waiting' }

    const show = (changes: Partial<Reply>, status: ChatStatus) => {
      reply = { ...reply, ...changes }
      set({ messages: [...earlier, question, reply], status })
    }
    const text = createGradualText(schedule, (content) => {
      show({ content, state: 'streaming' }, 'streaming')
    })
    const own = {
      end(changes: Partial<Reply>) {
        if (running !== own) return
        running = undefined
        controller.abort()
        text.close()
        show({ content: text.all, ...changes }, 'idle')
      },
    }
    running = own
    show({}, 'waiting')

    let end: Partial<Reply> = { state: 'complete' }
    try {
      const options = { signal: controller.signal, question: question.id }
      const request = fitRequest({ ...page, query: question.content }, earlier, maxHistory)
      for await (const event of client.ask(request, options)) {
        if (running !== own) return
        if (event.type === 'text') {
          text.add(event.text)
        } else if (event.type === 'finish' && event.reason !== 'stop') {
          end = { state: 'complete', finish: event.reason }
        } else if (event.type === 'error') {
          const { type, ...error } = event
          end = { state: 'failed', error }
        }
      }
    } catch {
      end = { state: 'failed', error: unexpected }
    }
    await text.caughtUp()
    own.end(end)
  }

  const retry: Conversation['retry'] = (asking, { query, question: number } = {}) => {
    const { messages } = state
    const index = messages.findLastIndex(({ role, id }) => role === 'user' && id === (number ?? id))
    const question = messages[index]
    if (running || question?.role !== 'user') return
    const content = query ?? question.content
    run(asking, messages.slice(0, index), { ...question, content })
  }

  const ask = (asking: Asking, query: string) => {
    if (running) return
    lastId += 1
    run(asking, state.messages, { id: lastId, role: 'user', content: query })
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    state: () => state,
    ask,
    stop: () => running?.end({ state: 'stopped' }),
    retry,
  }
}

/** A message of a conversation that went on elsewhere: nothing more comes for it. */
function ended(message: Message): Message {
  const open = message.role === 'model' && ['waiting', 'streaming'].includes(message.state)
  return open ? { ...message, state: 'stopped' } : message
}

/** Our clients throw only the signal's reason; a client of the host may throw anything. */
const unexpected: FailureOf<ClientErrorCode> = {
  code: 'unexpected',
  message: 'Something went wrong.',
  retryable: true,
}
