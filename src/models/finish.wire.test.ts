import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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
const usages: Record<string, (inputTokens: number, outputTokens: number) => Uint8Array> = {
  gemini: (promptTokenCount, candidatesTokenCount) =>
    Buffer.from(sse({ usageMetadata: { promptTokenCount, candidatesTokenCount } })),
  'bedrock-converse': (inputTokens, outputTokens) =>
    event('metadata', { usage: { inputTokens, outputTokens, totalTokens: 0 } }),
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
  const count = usages[wired.name] as (input: number, output: number) => Uint8Array
  const served = serve(wired)

  describe('without text', () => {
    it.each([
      ['nothing', []],
      ['thoughts alone', [think('Let me see')]],
    ])('is an empty answer, which is worth a retry, after %s', async (_name, before) => {
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

    it('is model_length at the limit of tokens, which is not retryable', async () => {
      served.script((writer) => writer.write(Buffer.concat([think('Hm'), end(length)])))
      expect((await failureOf(served.answer())).error).toMatchObject({
        statusCode: 502,
        code: 'model_length',
        retryable: false,
        cause: { why: length },
      })
    })

    it('is a refusal when the provider says so', async () => {
      served.script((writer) => writer.write(end(refused)))
      expect((await failureOf(served.answer())).error).toMatchObject({
        statusCode: 422,
        code: 'answer_refused',
        retryable: false,
      })
    })
  })

  describe('for another reason', () => {
    it.each(odd)('is incomplete and not retryable: %s', async (reason) => {
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

    it('is not retried and opens no circuit', async () => {
      served.script((writer) => writer.write(end(odd[0] ?? '')))
      const model = withBreaker(withRetry(served.model()), { failures: 2 })
      for (let request = 1; request <= 5; request++) {
        await failureOf(model.answer(prompt, new AbortController()))
        expect(served.server.requests).toBe(request)
      }
    })
  })

  describe('followed by text', () => {
    it('does not end the answer, although it is not repeated', async () => {
      served.script((writer) => writer.write(Buffer.concat([say('a'), end(stop), say('b')])))
      expect(await Array.fromAsync(served.answer())).toEqual([text('a'), text('b'), finish('stop')])
    })

    it('is incomplete when the connection breaks after that text', async () => {
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
  })

  describe('with usage', () => {
    const used = { type: 'usage', inputTokens: 5, outputTokens: 2 }

    it.each([
      ['after the finish reason', [say('a'), end(stop), count(5, 2)]],
      ['before the finish reason', [say('a'), count(5, 2), end(stop)]],
      ['before the last text', [count(5, 2), say('a'), end(stop)]],
      ['several times, the last of which counts', [count(5, 1), say('a'), count(5, 2), end(stop)]],
    ])('reports usage that arrives %s', async (_name, parts) => {
      served.script((writer) => writer.write(Buffer.concat(parts)))
      expect(await Array.fromAsync(served.answer())).toEqual([text('a'), used, finish('stop')])
    })
  })

  describe('after a pause', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    })

    /** An answer that pauses for this long after one part, and then has another. */
    const pausing = async (ms: number, before: Uint8Array[], after: Uint8Array[]) => {
      const paused = Promise.withResolvers<void>()
      const reading = await served.readingAfter(before, () => paused.promise, after)
      vi.advanceTimersByTime(ms)
      paused.resolve()
      return reading.events
    }

    it.each([
      ['in the middle', [say('a')]],
      ['before the first text', [think('Let me see')]],
      ['after usage alone', [count(5, 2)]],
      ['after text that follows a finish reason', [end(stop), say('a')]],
    ])('of half a minute %s goes on', async (_name, before) => {
      const events = await pausing(30_000, before, [say('b'), end(stop)])
      expect(events.filter(({ type }) => type !== 'usage').slice(-2)).toEqual([
        text('b'),
        finish('stop'),
      ])
    })

    it.each([
      ['text', [say('b'), end(stop)], [text('b')]],
      ['usage', [count(5, 2)], [{ type: 'usage', inputTokens: 5, outputTokens: 2 }]],
    ])(
      'has %s that arrives within two seconds of the finish reason',
      async (_name, after, more) => {
        expect(await pausing(1_999, [say('a'), end(stop)], after)).toEqual([
          text('a'),
          ...more,
          finish('stop'),
        ])
      },
    )

    it.each([
      ['the finish reason', []],
      ['usage that follows it', [count(5, 2)]],
    ])('ends two seconds after %s although the connection stays open', async (_name, more) => {
      const never = new Promise<void>(() => {})
      const reading = await served.readingAfter([say('a'), end(stop), ...more], () => never, [])
      let isOver = false
      const over = reading.events.then(() => {
        isOver = true
      })
      vi.advanceTimersByTime(1_999)
      await turns()
      expect(isOver).toBe(false)
      vi.advanceTimersByTime(1)
      await over
      const events = await reading.events
      expect(events.filter(({ type }) => type !== 'usage')).toEqual([text('a'), finish('stop')])
    })
  })
})

/** Enough turns of the event loop for a reader to have what the kernel has. */
async function turns(): Promise<void> {
  for (let count = 0; count < 50; count++) await turn()
}

/** A server for each test, and a model that calls it. */
function serve({ start, make }: WiredModel) {
  const served = {
    server: undefined as unknown as ModelServer<unknown>,
    script: (script: (writer: ReplyWriter) => Promise<void> | void) =>
      served.server.script((_asked, writer) => script(writer)),
    model: () => make(served.server.url),
    answer: (signal: AbortSignal = new AbortController().signal) =>
      served.model().answer(prompt, { signal }),
    /** Reads an answer of two parts, and resolves when the first one has arrived. */
    readingAfter: async (
      before: Uint8Array[],
      pause: () => Promise<void>,
      after: Uint8Array[],
    ): Promise<{ events: Promise<AnswerEvent[]> }> => {
      const sent = Promise.withResolvers<void>()
      served.script(async (writer) => {
        await writer.write(Buffer.concat(before))
        sent.resolve()
        await pause()
        await writer.write(Buffer.concat(after))
      })
      const events = Array.fromAsync(served.answer())
      await sent.promise
      await turns()
      return { events }
    },
  }
  beforeEach(async () => {
    served.server = await start()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await served.server.close()
  })
  return served
}
