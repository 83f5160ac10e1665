import type { ChatsClient, KeptMessage } from '../../client/chats/chats-client.ts'
import type { Message } from '../../client/react/message.ts'
import type { TutorClient } from '../../client/tutor/tutor-client.ts'

/** The part of a chat that a list shows. */
export type ChatTitle = { id: string; title: string }

/**
 * Asks within a kept chat, for `<Chatbot>`. Only the question of its request is
 * sent: the server knows the earlier conversation.
 *
 * @param id the chat to continue; none for a new one
 * @param onChat receives the chat that an answer belongs to
 */
export const keptChat = (
  chats: Pick<ChatsClient, 'ask'>,
  id: string | undefined,
  onChat: (chat: ChatTitle) => void,
): TutorClient => {
  let chatId = id
  return {
    async *ask({ query }, options) {
      const question = { prompt: query, ...(chatId !== undefined && { chatId }) }
      for await (const event of chats.ask(question, options)) {
        if (event.type !== 'chat') {
          yield event
          continue
        }
        chatId = event.id
        onChat({ id: event.id, title: event.title })
      }
    },
  }
}

/** The messages of a kept chat, as `<Chatbot>` shows them. */
export const shown = (messages: readonly KeptMessage[]): Message[] =>
  messages.map(({ role, content, incomplete }, index) =>
    role === 'user'
      ? { id: index + 1, role, content }
      : { id: index + 1, role: 'model', content, state: incomplete ? 'stopped' : 'complete' },
  )

/** The list with this chat moved to the front, where the newest is. */
export const withNewest = (chats: readonly ChatTitle[], newest: ChatTitle): ChatTitle[] => [
  newest,
  ...chats.filter(({ id }) => id !== newest.id),
]
