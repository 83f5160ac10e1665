import type { Prompt } from '../../src/answer/answer.ts'

const system = `You are a helpful assistant in a chat. Answer the user's latest message, in its language and in Markdown, as briefly as it allows.

Earlier messages of the chat come before it; there may have been more. Say so when you do not know something.`

/** The chat of a question, as `chatHistory` leaves it. */
type Chat = { id: string; history: NonNullable<Prompt['history']> }

/** The prompt of the assistant: a message, and the history of its chat. */
export const assistantPrompt = (user: string, { history }: Pick<Chat, 'history'>): Prompt => ({
  system,
  user,
  history,
})

/** The prompt of an agent, which has its own instructions and stores the chat by its id. */
export const agentPrompt = (user: string, { id }: Pick<Chat, 'id'>): Prompt => ({
  system: '',
  user,
  session: id,
})
