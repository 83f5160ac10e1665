import type { Prompt } from '../answer.ts'

const system = `You are a helpful assistant in a chat. Answer the user's latest message, in its language and in Markdown, as briefly as it allows.

Earlier messages of the chat come before it; there may have been more. Say so when you do not know something.`

/** The prompt of the assistant: one message of a chat, after those of before. */
export const assistantPrompt = (
  user: string,
  { id, history }: { id: string; history: NonNullable<Prompt['history']> },
): Prompt => ({ system, user, history, session: id })
