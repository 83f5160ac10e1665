import type { ChatsClient, KeptMessage } from '../chats/chats-client.ts'
import type { TutorClient } from '../tutor/tutor-client.ts'
import type { Message } from './message.ts'

/** The id and the title of a stored chat. */
export type NamedChat = { id: string; title: string }

/** A stored chat, as it was read. */
export type KeptChatOptions = {
  client: Pick<ChatsClient, 'ask'>
  /** The chat to continue. @defaultValue none: a new one begins with the first question */
  chatId?: string | undefined
  /** Its messages, oldest first. @defaultValue none */
  messages?: readonly KeptMessage[] | undefined
  /** Called with each question's chat, once the server has named it; e.g. puts the id into the URL. */
  onChatChange?: ((chat: NamedChat) => void) | undefined
}

/** The props of `<Chatbot>` for a stored chat. */
export type KeptChat = {
  client: TutorClient
  problemDetails: Record<string, never>
  userCode: ''
  initialMessages: readonly Message[]
}

/**
 * The props of `<Chatbot>` for a chat that the server stores. Only the question is sent, since the
 * server has the earlier messages. A repeated question replaces the stored one and what follows it,
 * also if the first response was lost. Create it once for each chat.
 *
 * @example
 * const [chat] = useState(() => keptChat({ client, chatId, messages, onChatChange }))
 * return <Chatbot {...chat} />
 */
export const keptChat = (options: KeptChatOptions): KeptChat => {
  const { client, messages = [], onChatChange } = options
  let { chatId } = options
  /** The ids of the questions, by their numbers. */
  const ids = new Map(messages.map(({ id }, index) => [index + 1, id]))
  const stored = new Set(ids.values())
  const isStored = (id: string | undefined) => id !== undefined && stored.has(id)
  let first: string | undefined

  const questionOf = (number: number | undefined) => {
    const known = number === undefined ? undefined : ids.get(number)
    // Until the chat has a name, each question takes the place of the first one: another id would
    // begin another chat.
    const id = known ?? (chatId === undefined ? first : undefined) ?? newId()
    first ??= id
    if (number !== undefined) ids.set(number, id)
    return id
  }

  /** Replaces a stored question and what follows it. */
  const replacing = (id: string) => {
    const last = [...ids.values()].findLast(isStored)
    return { replaces: id, ...(last !== undefined && last !== id && { until: last }) }
  }

  return {
    problemDetails: {},
    userCode: '',
    initialMessages: messages.map(shown),
    client: {
      async *ask({ query }, { question: number, ...asking } = {}) {
        const id = questionOf(number)
        const question = {
          prompt: query,
          ...(chatId !== undefined && { chatId }),
          ...(id !== undefined && (stored.has(id) ? replacing(id) : { questionId: id })),
        }
        for await (const event of client.ask(question, asking)) {
          if (event.type !== 'chat') {
            yield event
            continue
          }
          chatId = event.id
          if (id !== undefined) stored.add(id)
          for (const later of ids.keys()) if (later > (number ?? later)) ids.delete(later)
          onChatChange?.({ id: event.id, title: event.title })
        }
      },
    },
  }
}

/** A stored message as `<Chatbot>` shows it; its number is its position, from 1. */
function shown({ role, content, incomplete }: KeptMessage, index: number): Message {
  const id = index + 1
  if (role === 'user') return { id, role, content }
  return { id, role: 'model', content, state: incomplete ? 'stopped' : 'complete' }
}

/** None on an insecure page, where no question can be sent. */
function newId(): string | undefined {
  return crypto.randomUUID?.()
}
