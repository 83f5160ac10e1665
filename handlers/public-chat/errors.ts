import type { HttpError } from '../../src/errors/http-error.ts'
import { missingMessage } from './request.ts'

/** The titles that the contract fixes, and one that a code does not spell. */
const titles: Readonly<Record<string, string>> = {
  internal_error: 'Internal server error',
  invalid_json: 'Invalid JSON',
  rate_limited: 'Rate limit exceeded',
}

/** The body of an error, by the contract; `retry_after` in seconds, where the response has the header. */
export const publicError = ({ statusCode, code, message, headers }: HttpError): object => {
  const seconds = headers?.['retry-after']
  return {
    error: message === missingMessage ? 'Missing message' : titleOf(code),
    message: statusCode === 500 ? 'An unexpected error occurred' : message,
    ...(seconds !== undefined && { retry_after: Number(seconds) }),
  }
}

/** `body_too_large` → `Body too large`. */
function titleOf(code: string): string {
  return titles[code] ?? `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('_', ' ')}`
}
