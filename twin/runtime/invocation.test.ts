import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { bufferedInvocation } from './invocation.ts'

const answer = async (value: unknown) => {
  const { body, ...head } = bufferedInvocation(JSON.stringify(value), 'id')
  return { ...head, body: await text(body) }
}

describe('bufferedInvocation', () => {
  it('takes status, headers, cookies and body from an object that has a status', async () => {
    const value = { statusCode: 404, headers: { 'X-A': 'b' }, cookies: ['c=d'], body: 'none' }
    expect(await answer(value)).toEqual({
      statusCode: 404,
      headers: { 'content-type': 'application/json', 'x-a': 'b' },
      cookies: ['c=d'],
      body: 'none',
    })
  })

  it('lets the function set the content type', async () => {
    const { headers } = await answer({ statusCode: 200, headers: { 'Content-Type': 'text/html' } })
    expect(headers).toEqual({ 'content-type': 'text/html' })
  })

  it('decodes a base64 body', async () => {
    const body = Buffer.from('grüß').toString('base64')
    expect((await answer({ statusCode: 200, body, isBase64Encoded: true })).body).toBe('grüß')
  })

  it('treats a missing body as empty', async () => {
    expect((await answer({ statusCode: 204 })).body).toBe('')
  })

  // https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
  it.each([['Hello, world!'], [{ message: 'Hello' }], [null], [['a']]])(
    'treats %j, which has no status, as a JSON body',
    async (value) => {
      expect(await answer(value)).toEqual({
        statusCode: 200,
        headers: { 'content-type': 'application/json' },
        cookies: [],
        body: JSON.stringify(value),
      })
    },
  )

  it.each([
    [{ statusCode: 'secret' }, 'statusCode is not an integer from 100 to 599'],
    [{ statusCode: 200, body: { a: 'secret' } }, 'body is not a string'],
    [{ statusCode: 200, headers: null }, 'headers is not an object'],
  ])('refuses %j', (value, reason) => {
    expect(() => bufferedInvocation(JSON.stringify(value), 'id')).toThrow(
      expect.objectContaining({
        name: 'FunctionError',
        errorType: 'Twin.MalformedResponse',
        requestId: 'id',
        message: `Malformed response: ${reason}`,
      }),
    )
  })
})
