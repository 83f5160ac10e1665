import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { cognitoAuth } from '../../middlewares/cognito-auth.ts'
import { jsonBody } from '../../middlewares/json-body.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import { type HttpEvent, headerValues } from '../../src/http-event.ts'
import { pool } from '../../twin/cloud.ts'
import { type Issuer, startIssuer } from '../../twin/services/issuer.ts'
import { outsideFiles, readOutside } from './data.ts'

type Event = HttpEvent & { requestContext?: unknown }

const isRequest = (event: Event) =>
  typeof event.requestContext === 'object' && ('headers' in event || 'multiValueHeaders' in event)

const events = outsideFiles('aws-events/**/*.json')
  .map((file): [string, Event] => [file, JSON.parse(readOutside(file))])
  .filter(([, event]) => isRequest(event))

const replaced = /^(authorization|content-type)$/i

/** The event with these headers instead of its own, in the fields that its kind uses. */
const withHeaders = (event: Event, added: Record<string, string>): Event => {
  const without = (headers: object) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !replaced.test(name)))
  const several = Object.entries(added).map(([name, value]) => [name, [value]])
  const { headers, multiValueHeaders } = event
  return {
    ...event,
    ...((headers || !multiValueHeaders) && { headers: { ...without(headers ?? {}), ...added } }),
    ...(multiValueHeaders && {
      multiValueHeaders: { ...without(multiValueHeaders), ...Object.fromEntries(several) },
    }),
  }
}

let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer(pool)
})
afterAll(() => issuer.close())

const context = { awsRequestId: 'r-1' } as Context
const call = async (event: Event) => {
  const handler = middy()
    .use(jsonErrors())
    .use(
      cognitoAuth({
        userPoolId: pool.poolId,
        clientId: pool.clientId,
        jwksUri: `${issuer.url}/${pool.poolId}/.well-known/jwks.json`,
      }),
    )
    .use(jsonBody({ schema: z.object({ test: z.string() }) }))
    .handler(({ body }) => ({ statusCode: 200, body: body.test }))
  return (await handler(event as never, context as never)) as { statusCode: number; body: string }
}

describe.each(events)('the recorded event %s', (_file, event) => {
  const token = () => issuer.mint({ user: 'learner', use: 'id' })
  const json = Buffer.from('{"test":"body"}').toString('base64')

  it('is refused without a token of the test issuer', async () => {
    const { statusCode, body } = await call(event)
    expect(statusCode).toBe(401)
    expect(JSON.parse(body)).toMatchObject({ requestId: 'r-1' })
  })

  it('passes with a token and a body', async () => {
    const sent = withHeaders(event, {
      authorization: `Bearer ${token()}`,
      'content-type': 'application/json',
    })
    expect(await call({ ...sent, body: json, isBase64Encoded: true })).toEqual({
      statusCode: 200,
      body: 'body',
    })
  })

  it('has its headers found whatever their case', () => {
    const names = Object.keys(event.headers ?? event.multiValueHeaders ?? {})
    for (const name of names) {
      expect(headerValues(event, name.toLowerCase()).length, name).toBeGreaterThan(0)
    }
  })
})
