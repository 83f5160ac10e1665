import { isOpen } from '../answer/request.ts'
import { userOf } from '../auth/user-of.ts'
import { type HttpError, httpError } from '../errors/http-error.ts'
import { usageError } from '../errors/usage-error.ts'
import { pkg } from './errors.ts'
import { chatIdOf } from './items.ts'
import type { Asking } from './turns.ts'

/** A question as `chatHistory` finds it in a request. */
export type AskingRequest = Asking & { userId: string; prompt: string; chatId: string | undefined }

/**
 * Reads the question and its user.
 *
 * @throws TypeError when a middleware that `chatHistory` needs does not come before it; HttpError 400
 * `invalid_body` for an id that is no UUID, or `until` without `replaces`
 */
export const readAsking = (event: unknown, context: object): AskingRequest => {
  const { body } = event as { body?: Record<string, unknown> | null }
  const { prompt, chat_id, question_id, replaces, until } = body ?? {}
  const ids = [chat_id, question_id, replaces, until].map((id) => id ?? undefined)
  const userId = userOf(context, pkg)
  if (typeof prompt !== 'string' || !ids.every(isTextOrNothing)) {
    throw usageError(
      pkg,
      'needs body.prompt: use jsonBody, whose schema has prompt and chat_id, before it',
    )
  }
  if (!isOpen(context)) {
    throw usageError(pkg, 'needs eventStream or jsonAnswer before it')
  }
  const [chatId, questionId, replaced, last] = ids
  if (last !== undefined && replaced === undefined) throw invalid('until needs replaces.')
  return {
    userId,
    prompt,
    chatId,
    questionId: uuidIn('question_id', questionId),
    replaces: uuidIn('replaces', replaced),
    until: uuidIn('until', last),
  }
}

function isTextOrNothing(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function uuidIn(field: string, given: string | undefined): string | undefined {
  const id = given === undefined ? undefined : chatIdOf(given)
  if (id === given?.toLowerCase()) return id
  throw invalid(`${field} must be a UUID.`)
}

function invalid(message: string): HttpError {
  return httpError('invalid_body', { message, cause: { package: pkg } })
}
