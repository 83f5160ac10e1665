import type { ErrorCode, HttpError } from '../../src/errors/http-error.ts'

/** The statuses whose errors are a sentence and nothing else, by the contract. */
const plain = new Set([400, 401, 404])

/** The sentences that the contract fixes. */
const sentences = {
  chat_not_found: 'Chat not found',
  missing_token: 'Missing id_token',
  token_expired: 'Invalid id_token: token has expired',
} satisfies Partial<Record<ErrorCode, string>>

/** The body of an error, by the contract. */
export const chatError = (error: HttpError, requestId: string): object => {
  const { statusCode, code, message, details } = error
  if (statusCode === 500) {
    return { error: 'Internal server error', message: `${message} Request ${requestId}.` }
  }
  return { ...details, error: sentenceOf(error), ...(!plain.has(statusCode) && { code }) }
}

function sentenceOf({ statusCode, code, message }: HttpError): string {
  if (Object.hasOwn(sentences, code)) return sentences[code as keyof typeof sentences]
  return statusCode === 401 ? `Invalid id_token: ${message}` : message
}
