import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chunk } from '../../twin/services/bedrock/agent.ts'
import { type Bedrock, startBedrock } from '../../twin/services/bedrock/bedrock.ts'
import { event } from '../../twin/services/bedrock/frame.ts'
import type { Prompt } from '../answer/answer.ts'
import { bedrockAgent } from './bedrock-agent.ts'

const ids = { agentId: 'AGENT12345', agentAliasId: 'TSTALIASID' }

let aws: Bedrock

beforeEach(async () => {
  aws = await startBedrock({ paceMs: 0, slowFirstMs: 0 })
})

afterEach(() => aws.close())

const answer = (prompt: Partial<Prompt> = {}) =>
  Array.fromAsync(
    bedrockAgent({ ...ids, endpoint: aws.url }).answer(
      { system: '', user: 'Why?', session: 'chat-1', ...prompt },
      { signal: new AbortController().signal },
    ),
  )

const said = async (prompt: Partial<Prompt>) =>
  (await answer(prompt)).map((each) => ('text' in each ? each.text : '')).join('')

const reply = (...messages: Buffer[]) =>
  aws.script((_asked, writer) => writer.write(Buffer.concat(messages)))

const earlier: Prompt = {
  system: '',
  user: 'Why?',
  history: [
    { role: 'user', text: 'Is it blue?' },
    { role: 'assistant', text: 'Yes.' },
  ],
}

const text = (value: string) => ({ type: 'text', text: value })
const finish = (reason: string) => ({ type: 'finish', reason })

describe('the answer', () => {
  it('streams text as it arrives, then the finish', async () => {
    const events = await answer()
    expect(events.length).toBeGreaterThan(5)
    expect(events.slice(0, -1).every(({ type }) => type === 'text')).toBe(true)
    expect(events.at(-1)).toEqual(finish('stop'))
  })

  it('is requested as a stream, without a trace, with the question as input', async () => {
    let sent: unknown
    aws.script((asked, writer) => {
      sent = asked
      return writer.write(chunk(Buffer.from('a')))
    })
    await answer()
    expect(sent).toEqual({
      api: 'agent',
      ...ids,
      sessionId: 'chat-1',
      body: {
        inputText: 'Why?',
        enableTrace: false,
        streamingConfigurations: { streamFinalResponse: true },
      },
    })
  })

  it('joins characters that are split between chunks', async () => {
    const bytes = Buffer.from('\uFEFF안녕 😀')
    reply(...Array.from(bytes, (byte) => chunk(Buffer.of(byte))))
    const events = await answer()
    expect(events).toEqual([...'\uFEFF안녕 😀'].map(text).concat(finish('stop') as never))
  })

  it('joins the characters that the twin splits', async () => {
    expect(await said({ user: '안녕하세요, 왜 그런가요?' })).toContain('안녕하세요, 왜 그런가요?')
  })

  it('leaves out traces, files and unknown events', async () => {
    reply(
      event('trace', { trace: { orchestrationTrace: {} } }),
      chunk(Buffer.from('one')),
      event('files', { files: [] }),
      event('somethingNew', {}),
    )
    expect(await answer()).toEqual([text('one'), finish('stop')])
  })

  it.each([
    ['in the middle of a character', Buffer.from('안').subarray(0, 2)],
    ['with bytes that are not UTF-8', Buffer.of(0x61, 0xff, 0x61)],
  ])('is incomplete when it ends %s', async (_name, bytes) => {
    reply(chunk(Buffer.from('a')), chunk(bytes))
    await expect(answer()).rejects.toMatchObject({ statusCode: 502, code: 'model_incomplete' })
  })

  it('fails as misconfigured when the agent waits for a tool', async () => {
    reply(event('returnControl', { invocationId: '1', invocationInputs: [] }))
    await expect(answer()).rejects.toMatchObject({
      statusCode: 502,
      code: 'model_misconfigured',
      retryable: false,
      cause: { package: 'middy-chat/models/bedrock-agent', why: 'returnControl' },
    })
  })

  it('contains the text of a guardrail, which the agent does not mark', async () => {
    expect(await said({ user: 'Why? /rehearse safety-prompt' })).toMatch(/^Sorry/)
  })
})

describe('the session', () => {
  it('lets the agent remember earlier turns', async () => {
    await answer({ user: 'Is it blue?' })
    expect(await said({})).toContain('began with “Is it blue?”')
    expect(await said({ session: 'chat-2' })).not.toContain('blue')
  })

  it.each(['', 'x', 'a/b', `a${'b'.repeat(100)}`])('must be well-formed, unlike %j', (session) => {
    const model = bedrockAgent({ ...ids, endpoint: aws.url })
    const { signal } = new AbortController()
    expect(() => model.answer({ system: '', user: 'Why?', session }, { signal })).toThrow(
      "middy-chat/models/bedrock-agent: the prompt's session must be",
    )
  })

  it('excludes a history, because the agent would get each turn twice', () => {
    const model = bedrockAgent({ ...ids, endpoint: aws.url })
    const prompt = { ...earlier, session: 'chat-1' }
    const { signal } = new AbortController()
    expect(() => model.answer(prompt, { signal })).toThrow('a session or a history, not both')
  })

  it('is new for each prompt that has a history instead', async () => {
    const sent: unknown[] = []
    aws.script((asked, writer) => {
      sent.push(asked)
      return writer.write(chunk(Buffer.from('a')))
    })
    const model = bedrockAgent({ ...ids, endpoint: aws.url })
    for (const signal of [new AbortController().signal, new AbortController().signal]) {
      await Array.fromAsync(model.answer(earlier, { signal }))
    }
    const [first, second] = sent as { sessionId: string; body: object }[]
    expect(first?.body).toMatchObject({
      inputText: 'Why?',
      sessionState: {
        conversationHistory: {
          messages: [
            { role: 'user', content: [{ text: 'Is it blue?' }] },
            { role: 'assistant', content: [{ text: 'Yes.' }] },
          ],
        },
      },
    })
    expect(first?.sessionId).not.toBe(second?.sessionId)
  })
})

it.each([
  ['agentId must be', { ...ids, agentId: '' }],
  ['agentAliasId must be', { ...ids, agentAliasId: 'too-long-an-alias' }],
])('names an invalid option: %s', (message, options) => {
  expect(() => bedrockAgent(options)).toThrow(message)
})
