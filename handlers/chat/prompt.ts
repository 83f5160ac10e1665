import type { Prompt } from '../../src/answer/answer.ts'

const system = `You are a helpful assistant in a chat. Answer the user's latest message, in its language and in Markdown, as briefly as it allows.

Earlier messages of the chat come before it; there may have been more. Say so when you do not know something.`

/** What the prompts take of a chat. */
type Chat = { id: string; history: NonNullable<Prompt['history']> }

/** The prompt of the assistant: one message of a chat, after the earlier ones. */
export const assistantPrompt = (user: string, { history }: Pick<Chat, 'history'>): Prompt => ({
  system,
  user,
  history,
})

/** The same for an agent, which has rules of its own and remembers the chat by its id. */
export const agentPrompt = (user: string, { id }: Pick<Chat, 'id'>): Prompt => ({
  system: '',
  user,
  session: id,
})
