import type { WholeAnswer } from '../../src/answer/answer.ts'
import type { Chat, Message } from '../../src/chat-store/chat.ts'

/** A request as `jsonBody` and `chatHistory` leave it. */
type Asked = {
  event: { body: { prompt: string } }
  context: { chat: Chat & { messages: readonly Message[] } }
}

/** The JSON body of an answer: its text, and the chat including this turn. */
export const chatReply = ({ text }: WholeAnswer, asked: object): object => {
  const { event, context } = asked as Asked
  const { id, user_id, title, created_at, updated_at, messages } = context.chat
  const turn: Message[] = [
    { role: 'user', content: event.body.prompt },
    { role: 'assistant', content: text },
  ]
  return {
    response: text,
    chat: { id, user_id, title, created_at, updated_at, messages: [...messages, ...turn] },
  }
}
