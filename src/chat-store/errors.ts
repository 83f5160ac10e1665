import { type HttpError, httpError } from '../errors/http-error.ts'

export const pkg = 'middy-chat/chat-history'

/** A table is unavailable. @param error the name of the service's error; both are for the log */
export const historyUnavailable = (table: string, error: string): HttpError =>
  httpError('history_unavailable', { cause: { package: pkg, table, error } })

/** There is no such chat, or it belongs to another user; the response does not say which. */
export const chatNotFound = (): HttpError =>
  httpError('chat_not_found', { cause: { package: pkg } })

/** The question to be replaced is not the last one of its chat. */
export const chatChanged = (): HttpError => httpError('chat_changed', { cause: { package: pkg } })

/** The cursor belongs to another list, or is malformed. */
export const invalidCursor = (): HttpError =>
  httpError('invalid_cursor', { cause: { package: pkg } })

/** A `sub` that cannot be a key: longer than 1,024 bytes, or not well-formed Unicode. */
export const unusableUser = (): HttpError =>
  httpError('forbidden', {
    message: 'This sign-in cannot keep chats.',
    cause: { package: pkg, reason: 'user' },
  })
