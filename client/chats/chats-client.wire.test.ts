import { createHash } from 'node:crypto'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import {
  type Call,
  done,
  finish,
  named,
  type ServerScript,
  startScripted,
  text,
  usage,
  writing,
} from '../../twin/testing/scripted-server.ts'
import {
  type ChatsClient,
  type ChatsClientOptions,
  ChatsError,
  type ChatsEvent,
  createChatsClient,
} from './chats-client.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

/** A server that answers each request with the script, a client of it, and the requested targets. */
const start = async (script: ServerScript, options: Partial<ChatsClientOptions> = {}) => {
  const targets: string[] = []
  const { url, close, calls } = await startScripted((writer, response, call) => {
    targets.push(`${call.method} ${response.req.url}`)
    return script(writer, response, call)
  })
  closing.push(close)
  const getToken = vi.fn(options.getToken ?? (async () => 'token'))
  const client = createChatsClient({ endpoint: `${url}/chat`, ...options, getToken })
  return { client, calls, targets, close, getToken }
}

const sending =
  (body: object): ServerScript =>
  (_, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))

const id = '0199a3f2-7c4e-7d11-9f0a-3b5c1e2d4f60'
const chat = {
  id,
  user_id: 'user-1',
  title: '두 수의 합',
  created_at: '2026-11-20T09:30:00.000Z',
  updated_at: '2026-11-20T09:31:00.000Z',
}
const begun = named('chat', { id, title: '두 수의 합' })
const answer = begun + text('안녕') + usage + finish + done

/** The calls whose response is JSON or empty. */
const requests: [string, (client: ChatsClient, signal?: AbortSignal) => Promise<unknown>][] = [
  ['list', (client, signal) => client.list(signal && { signal })],
  ['read', (client, signal) => client.read(id, signal && { signal })],
  ['rename', (client, signal) => client.rename(id, 'Graphs', signal && { signal })],
  ['remove', (client, signal) => client.remove(id, signal && { signal })],
]

/** The failure of a call. */
const failureOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ChatsError)
  const { failure, message } = error as ChatsError
  expect(message).toBe(failure.message)
  return failure
}

describe('ask', () => {
  it('posts the prompt, with the token and the hash of its bytes', async () => {
    const { client, calls, targets } = await start(writing(() => [answer]))
    await Array.fromAsync(client.ask({ prompt: '안녕?' }))
    const [{ headers, body }] = calls as [Call]
    expect(targets).toEqual(['POST /chat'])
    expect(JSON.parse(body.toString())).toEqual({ prompt: '안녕?' })
    expect(headers).toMatchObject({
      accept: 'text/event-stream',
      authorization: 'Bearer token',
      'content-type': 'application/json',
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    })
  })

  it('sends the id of the chat that it continues', async () => {
    const { client, calls } = await start(writing(() => [answer]))
    await Array.fromAsync(client.ask({ prompt: 'And?', chatId: id }))
    expect(JSON.parse(String(calls[0]?.body))).toEqual({ prompt: 'And?', chat_id: id })
  })

  it('sends the id of its question, or of the one that it replaces', async () => {
    const { client, calls } = await start(writing(() => [answer]))
    const questionId = '9f0d2a44-3c1e-4f6b-8a57-1f2e3d4c5b6a'
    await Array.fromAsync(client.ask({ prompt: 'And?', questionId }))
    await Array.fromAsync(client.ask({ prompt: 'And?', chatId: id, replaces: questionId }))
    expect(calls.map(({ body }) => JSON.parse(String(body)))).toEqual([
      { prompt: 'And?', question_id: questionId },
      { prompt: 'And?', chat_id: id, replaces: questionId },
    ])
  })

  it('yields the chat before the text, and ends with the finish', async () => {
    const { client } = await start(writing(() => [answer]))
    const events = await Array.fromAsync(client.ask({ prompt: 'Hi' }))
    expect(events).toEqual([
      { type: 'chat', id, title: '두 수의 합' },
      { type: 'text', text: '안녕' },
      { type: 'usage', inputTokens: 3, outputTokens: 5 },
      { type: 'finish', reason: 'stop' },
    ])
    expectTypeOf(events).toEqualTypeOf<ChatsEvent[]>()
  })

  it('ends with an error if the answer was not saved', async () => {
    const error = { code: 'history_not_saved', message: 'It was not saved.', retryable: false }
    const { client } = await start(writing(() => [begun, text('a'), named('error', error)]))
    const events = await Array.fromAsync(client.ask({ prompt: 'Hi' }))
    expect(events.map(({ type }) => type)).toEqual(['chat', 'text', 'error'])
    expect(events.at(-1)).toEqual({ type: 'error', ...error })
  })

  it('reports a refusal by its message, and by its code if it has one', async () => {
    const refusals = [
      [404, { error: 'Chat not found' }, { code: 'chat_not_found', message: 'Chat not found' }],
      [429, { error: 'Wait.', code: 'model_busy' }, { code: 'model_busy', message: 'Wait.' }],
      [
        503,
        { error: 'Not saved.', code: 'history_not_saved' },
        // A 503 without this code is retryable.
        { code: 'history_not_saved', message: 'Not saved.' },
      ],
    ] as const
    for (const [status, body, told] of refusals) {
      const { client, calls } = await start((writer) => writer.refuse(status, body))
      const retryable = status === 429
      expect(await Array.fromAsync(client.ask({ prompt: 'Hi' }))).toEqual([
        { type: 'error', status, retryable, ...told },
      ])
      expect(calls).toHaveLength(1)
    }
  })
})

describe('the chats', () => {
  it('are listed page by page', async () => {
    const page = { chats: [chat], cursor: 'a+b/c=' }
    const { client, targets, calls } = await start(sending(page))
    expect(await client.list()).toEqual(page)
    expect(await client.list({ cursor: page.cursor })).toEqual(page)
    expect(targets).toEqual(['GET /chats', 'GET /chats?cursor=a%2Bb%2Fc%3D'])
    expect(calls[0]?.headers).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer token',
    })
    expect(calls[0]?.body).toHaveLength(0)
  })

  it('are read one at a time, page by page', async () => {
    const found = { chat: { ...chat, messages: [{ role: 'user', content: 'Hi' }] }, cursor: 'x' }
    const { client, targets } = await start(sending(found))
    expect(await client.read(id)).toEqual(found)
    await client.read('a/b', { cursor: 'x' })
    expect(targets).toEqual([`GET /chats/${id}`, 'GET /chats/a%2Fb?cursor=x'])
  })

  it('are deleted', async () => {
    const { client, targets } = await start((_, response) => response.writeHead(204).end())
    expect(await client.remove(id)).toBeUndefined()
    expect(targets).toEqual([`DELETE /chats/${id}`])
  })

  it('are deleted without an error if they no longer exist', async () => {
    const gone = await start((writer) => writer.refuse(404, { error: 'Chat not found' }))
    expect(await gone.client.remove(id)).toBeUndefined()
    expect(await failureOf(gone.client.read(id))).toMatchObject({ code: 'chat_not_found' })
    const elsewhere = await start((_, response) => response.writeHead(404).end('<html></html>'))
    expect(await failureOf(elsewhere.client.remove(id))).toMatchObject({ code: 'http_404' })
  })
})

describe.each(requests)('%s', (_name, request) => {
  it('is repeated with a new token if the token was refused', async () => {
    const { client, calls } = await start(
      (writer, response, call) =>
        call.headers.authorization === 'Bearer new'
          ? sending({})(writer, response, call)
          : writer.refuse(401, { error: 'Invalid id_token: token has expired' }),
      { getToken: async ({ forceRefresh }) => (forceRefresh ? 'new' : 'old') },
    )
    await request(client)
    expect(calls).toHaveLength(2)
  })

  it('fails with the error of the server', async () => {
    const { client, calls } = await start((writer) =>
      writer.refuse(503, { error: 'Try again.', code: 'history_unavailable' }),
    )
    const failure = { code: 'history_unavailable', message: 'Try again.', retryable: true }
    expect(await failureOf(request(client))).toEqual({ ...failure, status: 503 })
    expect(calls).toHaveLength(1)
  })

  it('fails if nobody is signed in, and sends nothing', async () => {
    const { client, calls } = await start(sending({}), { getToken: async () => undefined })
    expect(await failureOf(request(client))).toMatchObject({ code: 'sign_in', retryable: false })
    expect(calls).toEqual([])
  })

  it('fails if the server is not reached or is silent', async () => {
    const { client, close } = await start(() => {})
    await close()
    expect(await failureOf(request(client))).toMatchObject({ code: 'network', retryable: true })
    const silent = await start((writer) => writer.hang(), { silenceMs: 100 })
    expect(await failureOf(request(silent.client))).toMatchObject({ code: 'silent' })
    await silent.calls[0]?.left
  })

  it("throws the signal's reason, and closes the connection", async () => {
    const { client, calls, getToken } = await start((writer) => writer.hang())
    const reason = new Error('left')
    await expect(request(client, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(getToken).not.toHaveBeenCalled()
    const controller = new AbortController()
    const thrown = expect(request(client, controller.signal)).rejects.toBe(reason)
    await eventually(() => expect(calls).toHaveLength(1))
    controller.abort(reason)
    await thrown
    await calls[0]?.left
  })
})

describe('a list that is not JSON', () => {
  it.each([
    ['is cut', '{"chats":['],
    ['is an HTML page', '<html></html>'],
  ])('because it %s is reported as truncated', async (_, raw) => {
    const { client } = await start((_writer, response) => response.writeHead(200).end(raw))
    expect(await failureOf(client.list())).toMatchObject({ code: 'truncated', retryable: true })
  })
})
