import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:http2'
import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
  type SessionState,
} from '@aws-sdk/client-bedrock-agent-runtime'
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  type Message,
  ThrottlingException,
} from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../../test/support/eventually.ts'
import { type FailureName, failureNames } from '../failures.ts'
import { type Bedrock, startBedrock } from './bedrock.ts'

let bedrock: Bedrock
beforeAll(async () => {
  bedrock = await startBedrock({ paceMs: 0, slowFirstMs: 150, cutAfterMs: 0 })
})
afterEach(() => bedrock.script(undefined))
afterAll(() => bedrock.close())

/** AWS's own clients, with their default protocol and with the older one. */
const protocols = [
  { protocol: 'HTTP/2', handler: (): { requestHandler?: NodeHttpHandler } => ({}) },
  { protocol: 'HTTP/1.1', handler: () => ({ requestHandler: new NodeHttpHandler() }) },
]

const settings = () => ({ endpoint: bedrock.url, maxAttempts: 1 })
const user = (text: string): Message => ({ role: 'user', content: [{ text }] })
const assistant = (text: string): Message => ({ role: 'assistant', content: [{ text }] })

describe.each(protocols)('over $protocol', ({ protocol, handler }) => {
  const converse = async (messages: Message[], abortSignal?: AbortSignal, modelId = 'm:0') => {
    const client = new BedrockRuntimeClient({ ...settings(), ...handler() })
    const command = new ConverseStreamCommand({ modelId, messages })
    const { stream } = await client.send(command, abortSignal ? { abortSignal } : {})
    return Array.fromAsync(stream ?? [])
  }

  const invoke = async (inputText: string, sessionId = 's1', sessionState?: SessionState) => {
    const client = new BedrockAgentRuntimeClient({ ...settings(), ...handler() })
    const ids = { agentId: 'A', agentAliasId: 'B', sessionId }
    const state = sessionState && { sessionState }
    const { completion } = await client.send(
      new InvokeAgentCommand({ ...ids, inputText, ...state }),
    )
    return (await Array.fromAsync(completion ?? [])).map(({ chunk }) =>
      Buffer.from(chunk?.bytes ?? []),
    )
  }

  it('a model answers with its events in order', async () => {
    const events = (await converse([user('Why?')])).map((each) => Object.keys(each)[0])
    expect([...new Set(events)]).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ])
    expect(events.length).toBeGreaterThan(10)
  })

  it('gpt-oss reasons before it answers, in a block of its own', async () => {
    const events = await converse([user('Why?')], undefined, 'openai.gpt-oss-120b-1:0')
    const deltas = events.flatMap(({ contentBlockDelta: each }) => (each ? [each] : []))
    const kinds = deltas.map(({ contentBlockIndex, delta }) =>
      [contentBlockIndex, ...Object.keys(delta ?? {})].join(' '),
    )
    expect(kinds.slice(0, 3)).toEqual(['0 reasoningContent', '0 reasoningContent', '1 text'])
    expect(new Set(kinds.slice(2))).toEqual(new Set(['1 text']))
  })

  it('a model answers the last turn and knows the earlier ones', async () => {
    const turns = [user('Is it blue?'), assistant('Yes.'), user('And why?')]
    const said = (await converse(turns)).map((each) => each.contentBlockDelta?.delta?.text ?? '')
    expect(said.join('')).toMatch(/^You ask: “And why\?”.*began with “Is it blue\?”\.$/)
  })

  it('an agent remembers each session separately, and only complete answers', async () => {
    const session = protocol.replace('/', '')
    await invoke('Is it blue?', session)
    await invoke('Is it lost? /rehearse 503', session).catch(() => {})
    await invoke('Is it empty? /rehearse empty-stop', session)
    const said = Buffer.concat(await invoke('And now?', session)).toString()
    expect(said).toContain('I remember one question of yours, and began with “Is it blue?”')
    expect(Buffer.concat(await invoke('And now?', 'other')).toString()).not.toContain('blue')
  })

  it('an agent uses the history in the request instead of its own session', async () => {
    const session = `told-${protocol.replace('/', '')}`
    await invoke('Is it blue?', session)
    const messages = [user('Is it red?'), assistant('No.')]
    const conversationHistory = { messages } as SessionState['conversationHistory']
    const said = await invoke('And now?', session, { conversationHistory })
    expect(Buffer.concat(said).toString()).toMatch(
      /I remember one question of yours, and began with “Is it red\?”\.$/,
    )
  })

  it.each(['empty-stop', 'length-no-text'])('an agent sends one empty chunk: %s', async (name) => {
    const chunks = await invoke(`Why? /rehearse ${name}`, name)
    expect(chunks.map(({ length }) => length)).toEqual([0])
  })

  it('fails only for the named model or agent', async () => {
    const question = (target: string) => `Why? /rehearse 503@${target}`
    for (const target of ['bedrock', 'm', 'm:0']) {
      await expect(converse([user(question(target))])).rejects.toThrow('Bedrock is unable')
    }
    await expect(invoke(question('A'), 'failing')).rejects.toThrow('Bedrock is unable')
    for (const target of ['gemini', 'n', 'm:01']) {
      expect(stopReasonOf(await converse([user(question(target))]))).toBe('end_turn')
      expect(Buffer.concat(await invoke(question(target), target)).toString()).toContain('“Why?”')
    }
  })

  it('an agent splits characters across chunks', async () => {
    const chunks = await invoke('안녕하세요 이것은 왜 이렇게 그런가요?', 'korean')
    const broken = chunks.filter((bytes) => bytes.toString().includes('\uFFFD'))
    expect(broken.length).toBeGreaterThan(0)
    expect(Buffer.concat(chunks).toString()).toContain('“안녕하세요 이것은 왜 이렇게 그런가요?”')
  })

  it('the counters count a reply that the client abandons', async () => {
    const { requests, aborted } = bedrock
    const client = new AbortController()
    const events = converse([user('/rehearse stall')], client.signal).catch(() => {})
    await eventually(() => expect(bedrock).toMatchObject({ requests: requests + 1, open: 1 }))
    client.abort()
    await events
    await eventually(() => expect(bedrock).toMatchObject({ open: 0, aborted: aborted + 1 }))
  })

  const failed: Record<FailureName, (answer: ReturnType<typeof converse>) => Promise<unknown>> = {
    '429': (answer) => expect(answer).rejects.toBeInstanceOf(ThrottlingException),
    '503': (answer) => expect(answer).rejects.toThrow('Bedrock is unable'),
    '400-key': (answer) =>
      expect(answer).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('arn:aws:bedrock:us-east-1::foundation-model/m:0'),
      }),
    'day-quota': (answer) => expect(answer).rejects.toThrow('Too many tokens per day'),
    'too-long': (answer) =>
      expect(answer).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Input is too long for requested model.',
      }),
    'slow-first': async (answer) => {
      const start = performance.now()
      await answer
      expect(performance.now() - start).toBeGreaterThan(145)
    },
    stall: async (answer) => expect(stopReasonOf(await answer.catch(() => []))).toBeUndefined(),
    cut: async (answer) => expect(stopReasonOf(await answer.catch(() => []))).toBeUndefined(),
    'error-mid-stream': (answer) =>
      expect(answer).rejects.toMatchObject({ name: 'ServiceUnavailableException' }),
    'safety-prompt': async (answer) => {
      expect(stopReasonOf(await answer)).toBe('guardrail_intervened')
      expect((await answer).some((each) => each.contentBlockDelta)).toBe(false)
    },
    'safety-mid-stream': async (answer) =>
      expect(stopReasonOf(await answer)).toBe('content_filtered'),
    'max-tokens': async (answer) => expect(stopReasonOf(await answer)).toBe('max_tokens'),
    'length-no-text': async (answer) => {
      expect(stopReasonOf(await answer)).toBe('max_tokens')
      expect((await answer).some((each) => each.contentBlockDelta)).toBe(false)
    },
    'empty-stop': async (answer) => {
      expect(stopReasonOf(await answer)).toBe('end_turn')
      expect((await answer).some((each) => each.contentBlockDelta)).toBe(false)
    },
    empty: async (answer) => expect(await answer).toEqual([]),
    long: async (answer) => expect((await answer).length).toBeGreaterThan(1_950),
  }

  it.each(failureNames)('%s reaches the SDK', async (name) => {
    const signal = name === 'stall' ? AbortSignal.timeout(150) : undefined
    await failed[name](converse([user(`Why? /rehearse ${name}`)], signal))
  })

  it.each([
    ['no turn', []],
    ['a turn of its own first', [assistant('Hello'), user('Why?')]],
    ['a turn of its own last', [user('Why?'), assistant('So')]],
    ['two turns of the user', [user('Why?'), user('Why?')]],
    ['a blank turn', [user(' ')]],
  ])('a model refuses %s', async (_name, messages) => {
    await expect(converse(messages)).rejects.toMatchObject({
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('an agent refuses an empty question', async () => {
    await expect(invoke('')).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

it.each([
  ['another method', 'GET', '/model/m/converse-stream'],
  ['another address', 'POST', '/model/m/converse'],
  ['an agent without a session', 'POST', '/agents/A/agentAliases/B/sessions//text'],
])("%s is AWS's 404", async (_name, method, path) => {
  const response = await fetch(`${bedrock.url}${path}`, { method })
  expect(response.status).toBe(404)
  expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException')
})

it('refuses a foreign host, so that no page can point its own name at it', async () => {
  const foreign = { ':path': '/', ':method': 'POST', ':authority': 'evil.example' }
  const session = connect(bedrock.url)
  const [headers] = await once(session.request(foreign), 'response')
  session.destroy()
  expect(headers[':status']).toBe(421)

  const call = request(bedrock.url, { method: 'POST', headers: { host: 'evil.example' } }).end()
  const [response] = await once(call, 'response')
  expect(response.resume().statusCode).toBe(421)
})

it('closes while requests of both protocols are open', async () => {
  const closing = await startBedrock()
  const command = new ConverseStreamCommand({
    modelId: 'm',
    messages: [user('/rehearse slow-first')],
  })
  const pending = protocols.map(({ handler }) =>
    new BedrockRuntimeClient({ endpoint: closing.url, maxAttempts: 1, ...handler() })
      .send(command)
      .catch(() => {}),
  )
  await eventually(() => expect(closing.open).toBe(2))
  await closing.close()
  await Promise.all(pending)
  await eventually(() => expect(closing.open).toBe(0))
})

function stopReasonOf(events: { messageStop?: { stopReason?: string | undefined } | undefined }[]) {
  return events.find((each) => each.messageStop)?.messageStop?.stopReason
}
