import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureOf } from '../../test/support/failing-answer.ts'
import { type WiredModel, wiredModels } from '../../test/support/wired-models.ts'
import { event } from '../../twin/services/bedrock/frame.ts'
import { sse } from '../../twin/services/gemini-wire.ts'
import type { ModelServer } from '../../twin/services/model-server.ts'
import type { ReplyWriter } from '../../twin/services/reply-writer.ts'
import type { AnswerEvent } from '../answer/answer.ts'
import { withBreaker } from './with-breaker.ts'
import { withRetry } from './with-retry.ts'

/** How a provider reports the end of an answer without text. */
const ends: Record<string, (reason: string) => Uint8Array> = {
  gemini: (finishReason) =>
    Buffer.from(sse({ candidates: [{ content: { role: 'model', parts: [] }, finishReason }] })),
  'bedrock-converse': (stopReason) => event('messageStop', { stopReason }),
}
const texts: Record<string, (text: string) => Uint8Array> = {
  gemini: (text) => Buffer.from(sse({ candidates: [{ content: { parts: [{ text }] } }] })),
  'bedrock-converse': (text) => event('contentBlockDelta', { delta: { text } }),
}
const thoughts: Record<string, (text: string) => Uint8Array> = {
  gemini: (text) =>
    Buffer.from(sse({ candidates: [{ content: { parts: [{ text, thought: true }] } }] })),
  'bedrock-converse': (text) =>
    event('contentBlockDelta', { delta: { reasoningContent: { text } } }),
}
const reasons: Record<string, { stop: string; length: string; refused: string; odd: string[] }> = {
  gemini: {
    stop: 'STOP',
    length: 'MAX_TOKENS',
    refused: 'SAFETY',
    odd: ['OTHER', 'MALFORMED_FUNCTION_CALL', 'IMAGE_SAFETY', 'OF_THE_FUTURE'],
  },
  'bedrock-converse': {
    stop: 'end_turn',
    length: 'max_tokens',
    refused: 'content_filtered',
    odd: ['malformed_model_output', 'tool_use', 'of_the_future'],
  },
}

const prompt = { system: '', user: 'Why?' }
const text = (value: string) => ({ type: 'text', text: value })
const finish = (reason: string) => ({ type: 'finish', reason })

describe.each(wiredModels.filter(({ name }) => name in ends))('the end of $name', (wired) => {
  const { stop, length, refused, odd } = reasons[wired.name] as (typeof reasons)[string]
  const end = ends[wired.name] as (reason: string) => Uint8Array
  const say = texts[wired.name] as (text: string) => Uint8Array
  const think = thoughts[wired.name] as (text: string) => Uint8Array
  const served = serve(wired)

  describe('without a text', () => {
    it.each([
      ['nothing', []],
      ['thoughts alone', [think('Let me see')]],
    ])('is an empty answer, and asked for again: %s', async (_name, before) => {
      served.script((writer) => writer.write(Buffer.concat([...before, end(stop)])))
      expect((await failureOf(served.answer())).error).toMatchObject({
        statusCode: 502,
        code: 'model_empty',
        retryable: true,
      })
      const tried = withRetry(served.model(), { random: () => 0 })
      let calls = 0
      served.script((writer) => {
        calls += 1
        return writer.write(Buffer.concat([...(calls === 1 ? before : [say('a')]), end(stop)]))
      })
      const events = await Array.fromAsync(tried.answer(prompt, new AbortController()))
      expect(events).toEqual([text('a'), finish('stop')])
      expect(calls).toBe(2)
    })

    it('says that the limit was reached, which another try would reach again', async () => {
      served.script((writer) => writer.write(Buffer.concat([think('Hm'), end(length)])))
      expect((await failureOf(served.answer())).error).toMatchObject({
        statusCode: 502,
        code: 'model_length',
        retryable: false,
        cause: { why: length },
      })
    })

    it('is a refusal where the provider says so', async () => {
      served.script((writer) => writer.write(end(refused)))
      expect((await failureOf(served.answer())).error).toMatchObject({
        statusCode: 422,
        code: 'answer_refused',
        retryable: false,
      })
    })
  })

  describe('for a reason of its own', () => {
    it.each(odd)('is about the prompt: %s', async (reason) => {
      served.script((writer) => writer.write(Buffer.concat([say('a'), end(reason)])))
      const { events, error } = await failureOf(served.answer())
      expect(events).toEqual([text('a')])
      expect(error).toMatchObject({
        statusCode: 502,
        code: 'model_incomplete',
        retryable: false,
        cause: { why: reason },
      })
    })

    it('is asked for once, and opens no circuit', async () => {
      served.script((writer) => writer.write(end(odd[0] ?? '')))
      const model = withBreaker(withRetry(served.model()), { failures: 2 })
      for (let request = 1; request <= 5; request++) {
        await failureOf(model.answer(prompt, new AbortController()))
        expect(served.server.requests).toBe(request)
      }
    })
  })

  describe('that is followed by more', () => {
    it('was none: the text is given, however late', async () => {
      served.script(async (writer) => {
        await writer.write(end(stop))
        await writer.delay(1_200)
        await writer.write(Buffer.concat([say('late'), end(stop)]))
      })
      expect(await Array.fromAsync(served.answer())).toEqual([text('late'), finish('stop')])
    })

    it('was none, also where it is not stated again', async () => {
      served.script((writer) => writer.write(Buffer.concat([say('a'), end(stop), say('b')])))
      expect(await Array.fromAsync(served.answer())).toEqual([text('a'), text('b'), finish('stop')])
    })

    it('is no clean end when the connection breaks behind it', async () => {
      const heard = Promise.withResolvers<void>()
      served.script(async (writer) => {
        await writer.write(Buffer.concat([end(stop), say('b')]))
        await heard.promise
        writer.destroy()
      })
      const { events, error } = await failureOf(served.answer(), heard.resolve)
      expect(events).toEqual([text('b')])
      expect(error).toMatchObject({ code: 'model_incomplete', retryable: true })
    })

    it('ends the answer soon when nothing comes, although the connection stays open', async () => {
      served.script(async (writer) => {
        await writer.write(Buffer.concat([say('a'), end(stop)]))
        await writer.hang()
      })
      const events: AnswerEvent[] = []
      for await (const each of served.answer(AbortSignal.timeout(4_000))) events.push(each)
      expect(events).toEqual([text('a'), finish('stop')])
    })
  })
})

/** A server for each test, and a model that calls it. */
function serve({ start, make }: WiredModel) {
  const served = {
    server: undefined as unknown as ModelServer<unknown>,
    script: (script: (writer: ReplyWriter) => Promise<void> | void) =>
      served.server.script((_asked, writer) => script(writer)),
    model: () => make(served.server.url),
    answer: (signal: AbortSignal = new AbortController().signal) =>
      served.model().answer(prompt, { signal }),
  }
  beforeEach(async () => {
    served.server = await start()
  })
  afterEach(() => served.server.close())
  return served
}
