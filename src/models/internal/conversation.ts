import type { Prompt } from '../../answer/answer.ts'
import { promptRefused } from '../../errors/model-errors.ts'
import { usageError } from '../../errors/usage-error.ts'

/** The consecutive texts of one role, none of them blank. */
export type Message = { role: 'user' | 'assistant'; texts: string[] }

/** A prompt that every provider accepts: well-formed Unicode, and alternating roles. */
export type ConversationPrompt = {
  /** Empty if there are no instructions. */
  system: string
  /** Begins and ends with the user, with alternating roles; the last one contains the question. */
  messages: readonly [...Message[], Message]
  session?: string | undefined
}

/** A field of a prompt that not every model honours. */
export type PromptField = Exclude<keyof Prompt, 'user'>

/**
 * Makes sure that no field of a prompt is ignored silently.
 *
 * @throws TypeError if the prompt has a field that this model, or every model, does not honour
 */
export const checkPrompt = (prompt: Prompt, honours: readonly PromptField[], pkg: string): void => {
  const known = new Set<string>(['user', ...honours])
  for (const [field, value] of Object.entries(prompt)) {
    if (known.has(field) || isEmpty(value)) continue
    throw usageError(pkg, `this model does not take the prompt's ${field}`)
  }
}

/**
 * The conversation of a prompt. Blank turns are left out, and so are the model's
 * turns before the first user turn. An unanswered question precedes the next one
 * in the same message.
 *
 * @throws HttpError 422 `prompt_refused` if the question is blank
 */
export const conversationOf = (
  { system, user, history = [], session }: Prompt,
  pkg: string,
): ConversationPrompt => {
  if (isBlank(user)) throw promptRefused(pkg, 'blank')
  const turns = history.filter(({ text }) => !isBlank(text))
  const start = turns.findIndex(({ role }) => role === 'user')
  const messages: Message[] = []
  for (const { role, text } of start < 0 ? [] : turns.slice(start)) add(messages, role, text)
  add(messages, 'user', user)
  return {
    system: system.toWellFormed(),
    messages: messages as [...Message[], Message],
    session,
  }
}

function add(messages: Message[], role: Message['role'], text: string): void {
  const last = messages.at(-1)
  const wellFormed = text.toWellFormed()
  if (last?.role === role) last.texts.push(wellFormed)
  else messages.push({ role, texts: [wellFormed] })
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}
