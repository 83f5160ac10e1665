import middy from '@middy/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { withBudget } from '../src/models/with-budget.ts'
import { withRetry } from '../src/models/with-retry.ts'
import { failingAgent, failingConverse } from '../test/failures/failing-bedrock.ts'
import { failingGemini } from '../test/failures/failing-gemini.ts'
import type { FailingModel } from '../test/failures/failing-model.ts'
import { hang, inTurn, refuse, type Script, say } from '../test/failures/scripts.ts'
import { spentBy } from '../test/support/budget-item.ts'
import { eventually } from '../test/support/eventually.ts'
import { ownTime } from '../test/support/faked-time.ts'
import { startLimits, type TestLimits } from '../test/support/limits-table.ts'
import { signedIn } from '../test/support/signed-in.ts'
import { wiredModels } from '../test/support/wired-models.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { event } from '../twin/services/bedrock/frame.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import { sse } from '../twin/services/gemini-wire.ts'
import type { ModelServer } from '../twin/services/model-server.ts'
import { functionUrlEvent } from '../twin/testing/event-shapes.ts'
import { type EventStreamOptions, eventStream, streaming } from './event-stream.ts'
import { jsonErrors } from './json-errors.ts'
import { tokenBudget } from './token-budget.ts'

/** How each model fails on its wire, and how it reports 12 tokens in and 3 out, if it does. */
const models: Record<string, { failing: FailingModel; usage?: Uint8Array }> = {
  gemini: {
    failing: failingGemini,
    usage: Buffer.from(sse({ usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 3 } })),
  },
  'bedrock-converse': {
    failing: failingConverse,
    usage: event('metadata', { usage: { inputTokens: 12, outputTokens: 3, totalTokens: 15 } }),
  },
  'bedrock-agent': { failing: failingAgent },
}

const prompt = { system: '', user: 'x'.repeat(30) }
/** The estimate of what the model reads, and with the text `Look at`. */
const [read, readAndSaid, counted] = [10, 13, 15]
const slow = { firstTextTimeoutMs: 60_000, idleTimeoutMs: 60_000 }

let dynamodb: DynamoDb
let limits: TestLimits
let count = 0
let user: string
beforeAll(async () => {
  ;({ dynamodb, limits } = await startLimits())
})
beforeEach(() => {
  count += 1
  user = `user-${count}`
  ownTime()
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => dynamodb.close())

describe.each(wiredModels)('an answer of $name', ({ name, start, make }) => {
  const { failing, usage } = models[name] as (typeof models)[string]
  const { text, end, empty, refusals, error, reasons } = failing
  let server: ModelServer<unknown>
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.close())

  const replies = (...scripts: Script[]) =>
    server.script((asked, writer) => inTurn(...scripts)(writer, asked) as Promise<void>)

  const stack = (options: EventStreamOptions = slow) => {
    const unlimited = name === 'bedrock-agent' ? { maxOutputTokens: 100 } : {}
    const model = withBudget(withRetry(make(server.url), { firstDelayMs: 1 }), unlimited)
    return middy(streaming)
      .use(jsonErrors())
      .use(eventStream(options))
      .use(signedIn(user))
      .use(tokenBudget({ ...limits, limits: { day: 50_000 } }))
      .handler((_event, { signal }) => model.answer(prompt, { signal }))
  }
  /** What is charged in the end, when the response has ended. @param onText called at the first one */
  const charged = async (options?: EventStreamOptions, onText = () => {}) => {
    dynamodb.resetCounts()
    const response = await openInvocation(stack(options), functionUrlEvent())
    for await (const _chunk of response.body) onText()
    const { UpdateItem } = dynamodb.counts.requests
    return { UpdateItem, ...(await spentBy(limits, user)) }
  }
  const settled = (used: number) => ({ UpdateItem: 2, used, reservations: 0 })

  it('is charged once, as the provider counts it or by its length', async () => {
    replies(say(text('Look'), text(' at'), end, usage ?? Buffer.alloc(0)))
    expect(await charged()).toEqual(settled(usage ? counted : readAndSaid))
  })

  it.each<[string, Script[], number]>([
    ['is refused with 429', [refuse(refusals.quota)], 0],
    ['is refused with 503', [refuse(refusals.overload)], 0],
    ['is refused for its key', [refuse(refusals.credentials)], 0],
    ['is an empty 200', [], read],
    ['is an error in the stream', [say(error)], 0],
    ['is an error after a text', [say(text('Look at'), error)], readAndSaid],
  ])('that %s is charged once', async (_name, scripts, used) => {
    replies(...scripts)
    expect(await charged()).toEqual(settled(used))
  })

  it.each(Object.entries(empty))('that ends with %s is charged once', async (_name, said) => {
    replies(say(said, usage ?? Buffer.alloc(0)))
    expect(await charged()).toEqual(settled(usage ? counted : read))
  })

  it.runIf(reasons)('that only thinks until its limit is charged what it thought', async () => {
    if (!reasons || !usage) throw new Error('no reasons')
    replies(say(reasons.thought('Hm'), reasons.end.length, usage))
    expect(await charged()).toEqual(settled(counted))
  })

  it('that is cut is charged once', async () => {
    const heard = Promise.withResolvers<void>()
    replies(say(text('Look at')), async (writer) => {
      await heard.promise
      writer.destroy()
    })
    expect(await charged(slow, heard.resolve)).toEqual(settled(readAndSaid))
  })

  it('that never begins is charged once', async () => {
    replies((writer) => {
      vi.advanceTimersByTime(20_000)
      return writer.hang()
    })
    expect(await charged({ ...slow, firstTextTimeoutMs: 20_000 })).toEqual(settled(read))
  })

  it('that stalls is charged once', async () => {
    replies(say(text('Look at')), hang)
    expect(await charged({ ...slow, idleTimeoutMs: 50 })).toEqual(settled(readAndSaid))
  })

  it('that meets the deadline is charged once, before its end', async () => {
    replies(say(text('Look at')), hang)
    let chunks = 0
    const onText = () => {
      chunks += 1
      if (chunks === 1) vi.advanceTimersByTime(57_000)
    }
    expect(await charged(slow, onText)).toEqual(settled(readAndSaid))
  })

  it('whose reader leaves is charged once', async () => {
    replies(say(text('Look at')), hang)
    dynamodb.resetCounts()
    const response = await openInvocation(stack(), functionUrlEvent())
    for await (const _chunk of response.body) break
    response.destroy()
    await eventually(async () =>
      expect({ ...dynamodb.counts.requests, ...(await spentBy(limits, user)) }).toMatchObject(
        settled(readAndSaid),
      ),
    )
  })

  it('is not asked for when the budget is too small', async () => {
    replies(say(text('Look at'), end))
    const model = withBudget(
      make(server.url),
      name === 'bedrock-agent' ? { maxOutputTokens: 9 } : {},
    )
    const before = server.requests
    const refusing = middy(streaming)
      .use(jsonErrors())
      .use(eventStream())
      .use(signedIn(user))
      .use(tokenBudget({ ...limits, limits: { day: 18 } }))
      .handler((_event, { signal }) => model.answer(prompt, { signal }))
    dynamodb.resetCounts()
    expect((await openInvocation(refusing, functionUrlEvent())).statusCode).toBe(413)
    expect([server.requests - before, dynamodb.counts.requests]).toEqual([0, {}])
  })
})
