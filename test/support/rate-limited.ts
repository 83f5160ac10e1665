import middy from '@middy/core'
import { jsonAnswer } from '../../middlewares/json-answer.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import { rateLimit } from '../../middlewares/rate-limit.ts'
import { openInvocation } from '../../twin/runtime/in-process.ts'
import { httpApiEvent } from '../../twin/testing/event-shapes.ts'
import { scriptedAnswer, stop, text } from '../../twin/testing/scripted-answer.ts'

/** What a process is told: the table, its clock, and how often each address asks with which limit. */
export type RateLimitedInput = {
  endpoint: string
  table: string
  now: number
  limits: { requests: number; addresses: string[]; asks: number }[]
}

/** For each limit: the statuses by address, and how often the model was asked. */
export type RateLimitedOutput = { statuses: Record<string, number[]>; modelCalls: number }[]

const input: RateLimitedInput = JSON.parse(process.argv[2] ?? '')
Date.now = () => input.now
// So many requests at once take a busy machine longer than one of them may take in Lambda.
const { setTimeout } = globalThis
globalThis.setTimeout = ((run: () => void, ms = 0) => setTimeout(run, ms * 60)) as typeof setTimeout

const output = input.limits.map(async ({ requests, addresses, asks }) => {
  let modelCalls = 0
  const { endpoint, table } = input
  const handler = middy()
    .use(jsonErrors())
    .use(jsonAnswer())
    .use(
      rateLimit({
        endpoint,
        table,
        limits: [{ requests, seconds: 60 }],
        key: 'address',
        salt: 'a salt of at least thirty-two bytes',
        name: `at-most-${requests}`,
      }),
    )
    .handler((_event, { signal }) => {
      modelCalls += 1
      return scriptedAnswer([text('Hello'), stop], signal)
    })
  const statusesOf = async (sourceIp: string) => {
    const event = { ...httpApiEvent(), requestContext: { http: { sourceIp } } }
    const all = Array.from({ length: asks }, () => openInvocation(handler, event))
    return [sourceIp, (await Promise.all(all)).map(({ statusCode }) => statusCode)] as const
  }
  const statuses = Object.fromEntries(await Promise.all(addresses.map(statusesOf)))
  return { statuses, modelCalls }
})
console.log(JSON.stringify(await Promise.all(output)))
