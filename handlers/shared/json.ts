import type { HandlerResponse } from '../../src/answer/answer.ts'

/** A response for one user, which no cache may keep. */
export const json = (body: object): HandlerResponse => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
})
