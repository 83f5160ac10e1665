import middy, { type MiddyHandlerObject } from '@middy/core'
import httpRouter, { type Method } from '@middy/http-router'
import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HandlerResult } from '../src/answer/answer.ts'
import { wholeStacks } from '../test/support/whole-stack.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { type EventShape, eventShapes } from '../twin/testing/event-shapes.ts'
import { startUserPool, type UserPool } from '../twin/testing/user-pool.ts'
import { jsonErrors } from './json-errors.ts'

type Route = {
  method: Method
  path: string
  handler(event: unknown, context: Context, options?: MiddyHandlerObject): HandlerResult
}
/** The router's own types know no routes whose middlewares add anything to the event or the context. */
const routerOf = httpRouter as unknown as (routes: readonly Route[]) => Route['handler']

const context = { awsRequestId: 'request-1' }
let pool: UserPool

beforeAll(async () => {
  pool = await startUserPool()
})
afterAll(() => pool.issuer.close())

// A route answers its caller, which is the router: it runs in Middy's standard mode, and whoever
// is around the router streams what it answers.
describe.each(wholeStacks)('http-router over a stack, in $mode mode', ({ plugin, ...stack }) => {
  const ask = ({ tokenHeader, event }: EventShape, path: string, token: string) => {
    const route = stack.make({ pool, tokenHeader })
    const router = routerOf([{ method: 'POST', path: '/chatbot', handler: route }])
    const handler = middy(plugin).use(jsonErrors()).handler(router)
    const headers = { [tokenHeader]: `Bearer ${token}`, 'content-type': 'application/json' }
    return openInvocation(handler, event({ path, headers, body: '{"query":"Why?"}' }), { context })
  }

  it.each(eventShapes)('answers $name', async (shape) => {
    const response = await ask(shape, '/chatbot', pool.token())

    expect(response.statusCode).toBe(200)
    expect(await stack.read(response)).toEqual(stack.answer('Why?', pool.user.sub))
  })

  it.each(eventShapes)('refuses a bad token of $name as the route does', async (shape) => {
    const response = await ask(shape, '/chatbot', 'not.a.token')

    expect(response.statusCode).toBe(401)
    expect(JSON.parse(await response.text())).toMatchObject({ error: 'invalid_token' })
  })

  it.each(eventShapes)('answers $name for which there is no route with 404', async (shape) => {
    const response = await ask(shape, '/nowhere', pool.token())

    expect(response.statusCode).toBe(404)
    expect(JSON.parse(await response.text())).toEqual({
      error: 'not_found',
      message: 'Route does not exist',
      requestId: 'request-1',
    })
  })
})
