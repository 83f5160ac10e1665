import type { Prompt } from '../../answer/answer.ts'
import { promptRefused } from '../../errors/model-errors.ts'

/** What was said in one go, in paragraphs of which none is blank. */
export type Message = { role: 'user' | 'assistant'; texts: string[] }

/** A prompt as every provider takes it: well-formed Unicode, and a conversation that keeps the rules. */
export type ConversationPrompt = {
  /** Empty where there are no rules. */
  system: string
  /** Begins and ends with the user, and the roles alternate; the last one holds the question. */
  messages: readonly [...Message[], Message]
  session?: string
}

/** A field of a prompt that not every model honours. */
export type PromptField = Exclude<keyof Prompt, 'user'>

/**
 * Nothing of a prompt is dropped without a word.
 *
 * @throws TypeError when the prompt has a field that the model does not honour, or that no model has
 */
export const checkPrompt = (prompt: Prompt, honours: readonly PromptField[], pkg: string): void => {
  const known = new Set<string>(['user', ...honours])
  for (const [field, value] of Object.entries(prompt)) {
    if (known.has(field) || isEmpty(value)) continue
    throw new TypeError(`${pkg} does not take the prompt's ${field}`, { cause: { package: pkg } })
  }
}

/**
 * The conversation of a prompt. Blank turns are left out, and so is what the
 * model said before the user said anything. A question that was never answered
 * stands before the next one in the same message.
 *
 * @throws HttpError 422 `prompt_refused` when the question is blank
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
    ...(session !== undefined && { session }),
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
