import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Bedrock, startBedrock } from '../../twin/services/bedrock/bedrock.ts'
import { event } from '../../twin/services/bedrock/frame.ts'
import type { AnswerEvent, Prompt, Turn } from '../answer/answer.ts'
import { bedrockConverse } from './bedrock-converse.ts'

const modelId = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-micro-v1:0'

let aws: Bedrock

beforeEach(async () => {
  aws = await startBedrock({ paceMs: 0, slowFirstMs: 0 })
})

afterEach(() => aws.close())

const answer = (prompt: Partial<Prompt> = {}) =>
  Array.fromAsync(
    bedrockConverse({ modelId, endpoint: aws.url, maxTokens: 64 }).answer(
      { system: 'You are kind.', user: 'Why?', ...prompt },
      { signal: new AbortController().signal },
    ),
  )

const delta = (part: object) => event('contentBlockDelta', { contentBlockIndex: 0, delta: part })
const stop = (stopReason: string) => event('messageStop', { stopReason })
const metadata = event('metadata', {
  usage: { inputTokens: 5, outputTokens: 9, totalTokens: 14 },
  metrics: { latencyMs: 1 },
})

const reply = (...messages: Buffer[]) =>
  aws.script((_asked, writer) => writer.write(Buffer.concat(messages)))

const text = (value: string) => ({ type: 'text', text: value })
const finish = (reason: string) => ({ type: 'finish', reason })

const user = (said: string): Turn => ({ role: 'user', text: said })
const assistant = (said: string): Turn => ({ role: 'assistant', text: said })

describe('the answer', () => {
  it('streams text as it arrives, then the usage and the finish', async () => {
    const events = await answer()
    expect(events.slice(0, -2).every(({ type }) => type === 'text')).toBe(true)
    expect(events.length).toBeGreaterThan(5)
    expect(events.at(-2)).toEqual({
      type: 'usage',
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
    })
    expect(events.at(-1)).toEqual(finish('stop'))
  })

  it('is requested with the instructions, one user turn and the token limit', async () => {
    let sent: unknown
    aws.script((asked, writer) => {
      sent = asked
      return writer.write(Buffer.concat([delta({ text: 'a' }), stop('end_turn')]))
    })
    await answer()
    expect(sent).toEqual({
      api: 'converse',
      modelId,
      body: {
        system: [{ text: 'You are kind.' }],
        messages: [{ role: 'user', content: [{ text: 'Why?' }] }],
        inferenceConfig: { maxTokens: 64 },
      },
    })
  })

  it('leaves out reasoning and tool input', async () => {
    reply(
      event('messageStart', { role: 'assistant' }),
      delta({ reasoningContent: { text: 'Let me think' } }),
      delta({ text: 'one ' }),
      event('contentBlockDelta', { contentBlockIndex: 0 }),
      delta({ toolUse: { input: '{}' } }),
      delta({ text: 'two' }),
      event('contentBlockStop', { contentBlockIndex: 0 }),
      event('somethingNew', { text: 'no' }),
      stop('end_turn'),
      metadata,
    )
    expect(await answer()).toEqual([
      text('one '),
      text('two'),
      { type: 'usage', inputTokens: 5, outputTokens: 9 },
      finish('stop'),
    ])
  })

  it('joins characters that are split between packets', async () => {
    const bytes = Buffer.concat([delta({ text: '안녕 😀\u2028' }), stop('end_turn')])
    aws.script(async (_asked, writer) => {
      for (const byte of bytes) await writer.write(Uint8Array.of(byte))
    })
    expect(await answer()).toEqual([text('안녕 😀\u2028'), finish('stop')])
  })

  it('is complete after its stop reason, although the connection breaks', async () => {
    const heard = Promise.withResolvers<void>()
    aws.script(async (_asked, writer) => {
      await writer.write(Buffer.concat([delta({ text: 'a' }), stop('end_turn')]))
      await heard.promise
      writer.destroy()
    })
    const events: AnswerEvent[] = []
    const { signal } = new AbortController()
    const model = bedrockConverse({ modelId, endpoint: aws.url })
    for await (const each of model.answer({ system: '', user: 'Why?' }, { signal })) {
      events.push(each)
      heard.resolve()
    }
    expect(events).toEqual([text('a'), finish('stop')])
  })

  it('leaves no timer behind when it ends after its stop reason', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    reply(delta({ text: 'a' }), stop('end_turn'), metadata)
    await answer()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it.each([
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['guardrail_intervened', 'refused'],
    ['content_filtered', 'refused'],
  ])('keeps its text when Bedrock ends it with %s, and finishes as %s', async (reason, ours) => {
    reply(delta({ text: 'so far' }), delta({ text: ', ok' }), stop(reason))
    expect(await answer()).toEqual([text('so far'), text(', ok'), finish(ours)])
  })

  it.each(['tool_use', 'malformed_model_output', 'somethingNew'])(
    'is incomplete when Bedrock ends it with %s',
    async (reason) => {
      reply(delta({ text: 'a' }), stop(reason))
      await expect(answer()).rejects.toMatchObject({
        code: 'model_incomplete',
        retryable: false,
        cause: { why: reason },
      })
    },
  )

  it('is incomplete without a stop reason, although the SDK reports no error', async () => {
    reply(delta({ text: 'a' }))
    await expect(answer()).rejects.toMatchObject({ statusCode: 502, code: 'model_incomplete' })
  })

  it('fails as a refused prompt when a guardrail intervenes before any text', async () => {
    await expect(answer({ user: 'Why? /rehearse safety-prompt' })).rejects.toMatchObject({
      statusCode: 422,
      code: 'prompt_refused',
      retryable: false,
    })
  })
})

describe('the conversation', () => {
  const told = async (history: Turn[]) => {
    let roles: unknown
    aws.script((asked, writer) => {
      if (asked.api === 'converse') {
        roles = asked.body.messages.map(({ role, content }) => [
          role,
          ...content.map((c) => c.text),
        ])
      }
      return writer.write(Buffer.concat([delta({ text: 'a' }), stop('end_turn')]))
    })
    await answer({ user: 'now', history })
    return roles
  }

  it('precedes the question, oldest turn first', async () => {
    expect(await told([user('one'), assistant('two'), user('three'), assistant('four')])).toEqual([
      ['user', 'one'],
      ['assistant', 'two'],
      ['user', 'three'],
      ['assistant', 'four'],
      ['user', 'now'],
    ])
  })

  it('joins unanswered questions with the next one', async () => {
    expect(await told([user('one'), user('two'), assistant('three'), user('four')])).toEqual([
      ['user', 'one', 'two'],
      ['assistant', 'three'],
      ['user', 'four', 'now'],
    ])
  })

  it('begins with the user and has no blank turns', async () => {
    expect(await told([assistant('zero'), user('one'), assistant(' \n'), user('two')])).toEqual([
      ['user', 'one', 'two', 'now'],
    ])
    expect(await told([assistant('zero')])).toEqual([['user', 'now']])
  })

  it('reaches the model', async () => {
    const history = [user('Is it blue?'), assistant('Yes.')]
    const said = (await answer({ history })).map((each) => ('text' in each ? each.text : ''))
    expect(said.join('')).toContain('began with “Is it blue?”')
  })

  it('needs no instructions', async () => {
    let sent: unknown
    aws.script((asked, writer) => {
      sent = asked
      return writer.write(Buffer.concat([delta({ text: 'a' }), stop('end_turn')]))
    })
    expect((await answer({ system: '' })).at(-1)).toEqual(finish('stop'))
    expect(sent).not.toHaveProperty('body.system')
  })
})

it.each([
  ['modelId must be', { modelId: '' }],
  ['modelId must be', { modelId: '../secrets?' }],
  ['maxTokens must be', { modelId, maxTokens: 0 }],
])('names an invalid option: %s', (message, options) => {
  expect(() => bedrockConverse(options)).toThrow(message)
})
