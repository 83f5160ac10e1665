import type { ChatsClient, KeptMessage } from '../../client/chats/chats-client.ts'
import type { Message } from '../../client/react/message.ts'
import type { TutorClient } from '../../client/tutor/tutor-client.ts'

/** What a list shows of a chat. */
export type ChatTitle = { id: string; title: string }

/**
 * A chat that is kept, as `<Chatbot>` asks. Of its request only the question is
 * sent: the server knows what was said before.
 *
 * @param id of the chat to go on with; none for a new one
 * @param onChat is told which chat an answer belongs to
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

/** What was said in a kept chat, as `<Chatbot>` shows it. */
export const shown = (messages: readonly KeptMessage[]): Message[] =>
  messages.map(({ role, content, incomplete }, index) =>
    role === 'user'
      ? { id: index + 1, role, content }
      : { id: index + 1, role: 'model', content, state: incomplete ? 'stopped' : 'complete' },
  )

/** The list with this chat at its head, where the newest is. */
export const withNewest = (chats: readonly ChatTitle[], newest: ChatTitle): ChatTitle[] => [
  newest,
  ...chats.filter(({ id }) => id !== newest.id),
]
