import { type ErrorCode, httpError } from '../../src/errors/http-error.ts'

const cause = { package: 'test' }

httpError('chat_not_found', { cause })
httpError('sold_out', { statusCode: 409, message: 'Nothing is left.', cause })

// @ts-expect-error the library has no such code, and one's own needs a status and a message
httpError('chat_not_fund', { cause })
// @ts-expect-error nobody knows the status of one's own code
httpError('sold_out', { message: 'Nothing is left.', cause })
// @ts-expect-error nor what to say
httpError('sold_out', { statusCode: 409, cause })
// @ts-expect-error every error says where it comes from
httpError('chat_not_found', {})

// @ts-expect-error of the codes, each needs a text
export const textPerCode: Record<ErrorCode, string> = { chat_not_found: 'No such chat.' }
