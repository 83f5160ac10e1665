import type { HttpError } from '../../src/errors/http-error.ts'

/** What clients of the contract know: an error of these is a sentence and nothing else. */
const plain = new Set([400, 401, 404])

/** The body of an error, as the clients of the chat read it. */
export const chatError = (error: HttpError, requestId: string): object => {
  const { statusCode, code, message } = error
  if (statusCode === 500) {
    return { error: 'Internal server error', message: `${message} Request ${requestId}.` }
  }
  return { error: sentenceOf(error), ...(!plain.has(statusCode) && { code }) }
}

function sentenceOf({ statusCode, code, message }: HttpError): string {
  if (code === 'missing_token') return 'Missing id_token'
  if (code === 'chat_not_found') return 'Chat not found'
  if (code === 'token_expired') return 'Invalid id_token: token has expired'
  return statusCode === 401 ? `Invalid id_token: ${message}` : message
}
