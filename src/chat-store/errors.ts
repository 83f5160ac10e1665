import { type HttpError, httpError } from '../errors/http-error.ts'

export const pkg = 'middy-chat/chat-history'

/** The tables do not answer, or not what was asked of them. @param error its name, for the log */
export const historyUnavailable = (error: string): HttpError =>
  httpError(503, 'history_unavailable', 'The chats cannot be reached: try again.', {
    cause: { package: pkg, error },
  })

/** There is no such chat, or it is somebody else's: nobody learns which. */
export const chatNotFound = (): HttpError =>
  httpError(404, 'chat_not_found', 'There is no such chat.', { cause: { package: pkg } })

/** It was made for another list, or not by us. */
export const invalidCursor = (): HttpError =>
  httpError(400, 'invalid_cursor', 'The cursor is not one of this list.', {
    cause: { package: pkg },
  })

/** A `sub` that cannot be a key: longer than 1,024 bytes, or no Unicode. */
export const unusableUser = (): HttpError =>
  httpError(403, 'forbidden', 'This sign-in cannot keep chats.', { cause: { package: pkg } })
