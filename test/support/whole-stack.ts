import middy, { type MiddlewareObj } from '@middy/core'
import * as z from 'zod/mini'
import { cognitoAuth } from '../../middlewares/cognito-auth.ts'
import type { concurrencyLimit } from '../../middlewares/concurrency-limit.ts'
import { eventStream, streaming } from '../../middlewares/event-stream.ts'
import { jsonAnswer } from '../../middlewares/json-answer.ts'
import { jsonBody } from '../../middlewares/json-body.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import type { rateLimit } from '../../middlewares/rate-limit.ts'
import { type RequestLogOptions, requestLog } from '../../middlewares/request-log.ts'
import { ssmParameters } from '../../middlewares/ssm-parameters.ts'
import { readFrames } from '../../twin/frames.ts'
import type { InProcessResult } from '../../twin/runtime/in-process.ts'
import type { EventShape } from '../../twin/testing/event-shapes.ts'
import { scriptedAnswer, stop, text } from '../../twin/testing/scripted-answer.ts'
import type { UserPool } from '../../twin/testing/user-pool.ts'

export type StackOptions = {
  pool: UserPool
  tokenHeader: EventShape['tokenHeader']
  /** Third-party middlewares, placed where they see what the client gets. */
  companions?: MiddlewareObj[]
  /** The limits, which need a table. They are made once, since each has connections of its own. */
  limits?: { rate: ReturnType<typeof rateLimit>; concurrency: ReturnType<typeof concurrencyLimit> }
  /** How Middy runs it. @defaultValue standard */
  plugin?: Parameters<typeof middy>[1]
}

export const secretKey = 'sk-given-1234567890'
const nobody = () => {}
const logger = {
  addContext: nobody,
  info: nobody,
  warn: nobody,
  error: nobody,
} as unknown as NonNullable<RequestLogOptions['logger']>
const parameters = { gemini: { value: secretKey } }
const schema = z.object({ query: z.string() })

/** All of our middlewares except those for an answer; tells users what they asked. */
export const bufferedStack = ({
  pool,
  tokenHeader,
  companions = [],
  limits,
  plugin = {},
}: StackOptions) =>
  middy(plugin)
    .use(requestLog({ logger }))
    .use(companions)
    .use(jsonErrors())
    .use(cognitoAuth({ ...pool.options, headers: [tokenHeader] }))
    .use(limits?.rate ?? [])
    .use(jsonBody({ schema }))
    .use(limits?.concurrency ?? [])
    .use(ssmParameters({ parameters, setToContext: true }))
    .handler(({ body }, { claims, gemini }) => ({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ asked: body.query, by: claims.sub, key: gemini.length }),
    }))

/** The same with `jsonAnswer`; returns what they asked in one JSON body. */
export const jsonStack = ({
  pool,
  tokenHeader,
  companions = [],
  limits,
  plugin = {},
}: StackOptions) =>
  middy(plugin)
    .use(requestLog({ logger }))
    .use(companions)
    .use(jsonErrors())
    .use(jsonAnswer())
    .use(cognitoAuth({ ...pool.options, headers: [tokenHeader] }))
    .use(limits?.rate ?? [])
    .use(jsonBody({ schema }))
    .use(limits?.concurrency ?? [])
    .use(ssmParameters({ parameters, setToContext: true }))
    .handler(({ body }, { claims, signal }) =>
      scriptedAnswer([text(`${body.query} `), text(claims.sub), stop], signal),
    )

/** The same with `eventStream`; streams what they asked. */
export const streamingStack = ({
  pool,
  tokenHeader,
  companions = [],
  limits,
  plugin = {},
}: StackOptions) =>
  middy(plugin)
    .use(requestLog({ logger }))
    .use(companions)
    .use(jsonErrors())
    .use(eventStream())
    .use(cognitoAuth({ ...pool.options, headers: [tokenHeader] }))
    .use(limits?.rate ?? [])
    .use(jsonBody({ schema }))
    .use(limits?.concurrency ?? [])
    .use(ssmParameters({ parameters, setToContext: true }))
    .handler(({ body }, { claims, gemini, signal }) =>
      scriptedAnswer([text(body.query), text(claims.sub), text(`${gemini.length}`), stop], signal),
    )

const { length } = secretKey

const readJson = async (response: InProcessResult): Promise<unknown> =>
  JSON.parse(await response.text())

/** All stacks, for `describe.each`: how each is made, what its client reads, and what to expect. */
export const wholeStacks = [
  {
    mode: 'standard',
    plugin: {},
    make: bufferedStack,
    read: readJson,
    answer: (asked: string, by: string): unknown => ({ asked, by, key: length }),
  },
  {
    mode: 'standard, with an answer',
    plugin: {},
    make: jsonStack,
    read: readJson,
    answer: (asked: string, by: string): unknown => ({
      answer: `${asked} ${by}`,
      finishReason: 'stop',
    }),
  },
  {
    mode: 'streaming',
    plugin: streaming,
    make: streamingStack,
    read: (response: InProcessResult): Promise<unknown> => readFrames(response.body),
    answer: (asked: string, by: string): unknown => [
      ...[asked, by, `${length}`].map((chunk) => ({ data: { chunk } })),
      { event: 'finish', data: { reason: 'stop' } },
      { data: '[DONE]' },
    ],
  },
]
