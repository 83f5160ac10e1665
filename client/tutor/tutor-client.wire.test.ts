import { createHash } from 'node:crypto'
import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { eventStreamType } from '../../src/answer/sse.ts'
import { eventually } from '../../test/support/eventually.ts'
import { refuseUnhandledRejections } from '../../test/support/unhandled-rejections.ts'
import {
  type Call,
  done,
  finish,
  heartbeat,
  named,
  type ServerScript,
  startScripted,
  text,
  usage,
  writing,
} from '../../twin/testing/scripted-server.ts'
import {
  type ChatEvent,
  createTutorClient,
  type TutorClient,
  type TutorClientOptions,
} from './tutor-client.ts'

const closing: (() => Promise<void>)[] = []

refuseUnhandledRejections()
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** A server that answers each request with the script, and a client of it. */
const start = async (script: ServerScript, options: Partial<TutorClientOptions> = {}) => {
  const { url, close, calls } = await startScripted(script)
  closing.push(close)
  const getToken = vi.fn(options.getToken ?? (async () => 'token'))
  const client = createTutorClient({ endpoint: `${url}/chat`, ...options, getToken })
  return { client, calls, close, getToken }
}

const question = {
  problemDetails: { title: '두 수의 합', difficulty: 'Easy' },
  userCode: 'print("🙂")\n',
  history: [{ role: 'user' as const, content: 'Hi' }],
  query: '어디가 틀렸나요?',
}

const answer = text('a') + finish + done

const hang: ServerScript = (writer) => writer.hang()
const sayAndHang: ServerScript = async (writer) => {
  await writer.write(text('a'))
  await writer.hang()
}

const saidA = { type: 'text', text: 'a' }
const finished = { type: 'finish', reason: 'stop' }
const failure = (code: string, retryable = true) =>
  expect.objectContaining({ type: 'error', code, message: expect.any(String), retryable })

const ask = (client: TutorClient) => Array.fromAsync(client.ask(question))

/** The events that the client makes of these bytes. */
const eventsOf = async (...writes: (string | Uint8Array)[]) => {
  const { client } = await start(writing(() => writes))
  return ask(client)
}

describe('the request', () => {
  it('is one POST of the four fields, with the token and the hash of its bytes', async () => {
    const { client, calls } = await start((writer) => writer.write(answer))
    const more = { ...question, userId: 'not for the server' }
    expect(await Array.fromAsync(client.ask(more))).toEqual([saidA, finished])
    expect(calls).toHaveLength(1)
    const [{ method, headers, body }] = calls as [Call]
    expect(method).toBe('POST')
    expect(body.toString()).toBe(JSON.stringify(question))
    expect(headers).toMatchObject({
      accept: 'text/event-stream',
      authorization: 'Bearer token',
      'content-length': String(body.byteLength),
      'content-type': 'application/json',
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    })
  })
})

describe('a page without crypto.subtle', () => {
  it('is an insecure context, and nothing is sent', async () => {
    vi.stubGlobal('crypto', {})
    const { client, calls } = await start(() => {})
    expect(await ask(client)).toEqual([failure('insecure_context', false)])
    expect(calls).toEqual([])
  })
})

describe('an answer', () => {
  it('is text, usage and finish, in the order of the server', async () => {
    const events = await eventsOf(text('a') + text(' b\n'), usage + finish + done)
    expect(events).toEqual([
      saidA,
      { type: 'text', text: ' b\n' },
      { type: 'usage', inputTokens: 3, outputTokens: 5 },
      finished,
    ])
    expectTypeOf(events).toEqualTypeOf<ChatEvent[]>()
  })

  it('arrives as it is written', async () => {
    const read = Promise.withResolvers<void>()
    const { client } = await start(async (writer) => {
      await writer.write(text('a'))
      await read.promise
      await writer.write(finish + done)
    })
    for await (const event of client.ask(question)) if (event.type === 'text') read.resolve()
  })

  it.each([
    eventStreamType,
    'text/event-stream',
    'text/event-stream ; charset=utf-8',
    'Text/Event-Stream;charset=UTF-8',
  ])('is read with the content-type %s', async (type) => {
    const { client } = await start((_, response) =>
      response.writeHead(200, { 'content-type': type }).end(answer),
    )
    expect(await ask(client)).toEqual([saidA, finished])
  })

  it.each(['stop', 'length', 'refused'])('ends with the finish reason %s', async (reason) => {
    expect(await eventsOf(text('a') + named('finish', { reason }) + done)).toEqual([
      saidA,
      { type: 'finish', reason },
    ])
  })

  it('without a finish reason before [DONE] has the reason stop', async () => {
    expect(await eventsOf(text('a') + done)).toEqual([saidA, finished])
  })

  it('ends at [DONE], whatever comes after it', async () => {
    const { client, calls } = await start(async (writer) => {
      await writer.write(answer + text('late'))
      await writer.hang()
    })
    expect(await ask(client)).toEqual([saidA, finished])
    await calls[0]?.left
  })

  it('ends with its finish, even if usage comes after it', async () => {
    expect(await eventsOf(text('a') + finish + usage + done)).toEqual([
      saidA,
      expect.objectContaining({ type: 'usage' }),
      finished,
    ])
  })

  it('may contain comments and unknown events', async () => {
    const future = 'event: citation\ndata: [DONE\n\nevent: citation\ndata: [DONE]\n\n'
    expect(await eventsOf(heartbeat + text('a') + future + heartbeat + finish + done)).toEqual([
      saidA,
      finished,
    ])
  })

  it('ends with the error of the server', async () => {
    const error = { code: 'model_stalled', message: 'The model fell silent.', retryable: true }
    expect(await eventsOf(text('a') + named('error', error) + text('late'))).toEqual([
      saidA,
      { type: 'error', ...error },
    ])
  })

  it('is the same when it is split inside a character', async () => {
    const bytes = Buffer.from(text('한국어 👩‍💻') + finish + done)
    const said = [{ type: 'text', text: '한국어 👩‍💻' }, finished]
    expect(await eventsOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(said)
    const inside = bytes.indexOf('한') + 1
    expect(await eventsOf(bytes.subarray(0, inside), bytes.subarray(inside))).toEqual(said)
  })
})

describe('a refusal', () => {
  it.each<[number, string, object, Record<string, string>?]>([
    [400, '{"error":"invalid_body","message":"No."}', { code: 'invalid_body', message: 'No.' }],
    [200, '<html><h1>A page of the site</h1></html>', { code: 'http_200' }],
    [403, '<html><h1>403 Forbidden</h1></html>', { code: 'http_403', retryable: true }],
    [403, '{"error":"forbidden","message":"No."}', { code: 'forbidden', message: 'No.' }],
    [404, '', { code: 'http_404' }],
    [413, 'null', { code: 'http_413' }],
    [429, '{"error":"busy"}', { code: 'busy', retryAfterSeconds: 37 }, { 'retry-after': '37' }],
    [429, '{"error":"busy"}', { code: 'busy' }, { 'retry-after': '-5' }],
    [429, '{"error":"busy"}', { code: 'busy' }, { 'retry-after': '5 minutes' }],
    [500, '{"message":null}', { code: 'http_500', retryable: true }],
    [500, '{"error":"internal_error"}', { code: 'internal_error' }],
    [500, '<html>', { code: 'http_500', retryable: true }, { 'content-type': 'text/html' }],
    [524, '<html>', { code: 'http_524', retryable: true }, { 'content-type': 'text/html' }],
    [502, '{"error":', { code: 'http_502' }],
    [503, '', { code: 'http_503' }, { 'retry-after': 'Fri, 31 Dec 2027 23:59:59 GMT' }],
    [
      503,
      '{"error":"model_overloaded","message":"Wait.","requestId":"a"}',
      { code: 'model_overloaded', message: 'Wait.', retryAfterSeconds: 5 },
      { 'content-type': 'application/json', 'retry-after': '5' },
    ],
    [504, '{"error":["a"]}', { code: 'http_504' }],
  ])('with %i and %j is reported, and the question is not repeated', async (...row) => {
    const [status, body, reported, headers = {}] = row
    const { client, calls } = await start((_, response) =>
      response.writeHead(status, headers).end(body),
    )
    const message = `The server answered ${status}.`
    const retryable = [429, 502, 503, 504].includes(status)
    expect(await ask(client)).toEqual([{ type: 'error', status, message, retryable, ...reported }])
    expect(calls).toHaveLength(1)
  })

  it.each(['text/html; charset=utf-8', 'application/json', 'text/event-streams'])(
    'is a 200 with the content-type %s, even if its body is an answer',
    async (type) => {
      const { client, calls } = await start((_, response) =>
        response.writeHead(200, { 'content-type': type }).end(answer),
      )
      expect(await ask(client)).toEqual([failure('http_200', false)])
      expect(calls).toHaveLength(1)
    },
  )

  it.each([
    [502, 'answer_too_large'],
    [502, 'model_length'],
    [502, 'model_misconfigured'],
    [429, 'model_quota_exceeded'],
  ])('with %i %s is not retryable, despite its status', async (status, code) => {
    const { client } = await start((writer) => writer.refuse(status, { error: code }))
    expect(await ask(client)).toEqual([failure(code, false)])
  })

  it.each(['destroy', 'hang'] as const)(
    'is reported by its status if %s ends its body',
    async (end) => {
      const json = vi.spyOn(Response.prototype, 'json')
      const { client, calls } = await start(
        async (writer, response) => {
          response.writeHead(503).write('{"error":')
          await eventually(() => expect(json).toHaveBeenCalled())
          await writer[end]()
        },
        { silenceMs: 500 },
      )
      expect(await ask(client)).toEqual([
        expect.objectContaining({ code: 'http_503', status: 503 }),
      ])
      await calls[0]?.left
    },
  )
})

describe('a token', () => {
  const refused = { error: 'token_expired', message: 'Sign in again.' }
  const refuse: ServerScript = (writer) => writer.refuse(401, refused)
  const unlessNew: ServerScript = (writer, response, call) =>
    call.headers.authorization === 'Bearer new'
      ? writer.write(answer)
      : refuse(writer, response, call)
  const getToken = async ({ forceRefresh }: { forceRefresh: boolean }) =>
    forceRefresh ? 'new' : 'old'

  it('is refreshed once when it is refused, and the same bytes are sent again', async () => {
    const { client, calls, ...spy } = await start(unlessNew, { getToken })
    expect(await ask(client)).toEqual([saidA, finished])
    expect(spy.getToken.mock.calls).toEqual([[{ forceRefresh: false }], [{ forceRefresh: true }]])
    const [first, second] = calls as [Call, Call]
    expect(calls).toHaveLength(2)
    expect(first.headers.authorization).toBe('Bearer old')
    expect(second.headers.authorization).toBe('Bearer new')
    expect(second.body).toEqual(first.body)
    expect(second.headers['x-amz-content-sha256']).toBe(first.headers['x-amz-content-sha256'])
  })

  it('that is refused twice is an error with the code of the server', async () => {
    const { client, calls } = await start(refuse)
    expect(await ask(client)).toEqual([
      {
        type: 'error',
        code: 'token_expired',
        message: 'Sign in again.',
        retryable: false,
        status: 401,
      },
    ])
    expect(calls).toHaveLength(2)
  })

  it('is refreshed once for questions that are refused at the same time', async () => {
    const bothKnow = Promise.withResolvers<void>()
    let waiting = 2
    const { client, calls, ...spy } = await start(
      async (writer, response, call) => {
        if (call.headers.authorization === 'Bearer new') return writer.write(answer)
        // Not ended: a client that has seen the status cancels the body, which shows that it has.
        response.writeHead(401).write('{')
        await call.left
        waiting -= 1
        if (waiting === 0) bothKnow.resolve()
      },
      {
        getToken: async ({ forceRefresh }) => {
          if (forceRefresh) await bothKnow.promise
          return forceRefresh ? 'new' : 'old'
        },
      },
    )
    const both = await Promise.all([ask(client), ask(client)])
    expect(both).toEqual([
      [saidA, finished],
      [saidA, finished],
    ])
    expect(spy.getToken.mock.calls.filter(([{ forceRefresh }]) => forceRefresh)).toHaveLength(1)
    expect(calls).toHaveLength(4)
  })

  it('is refreshed again for a later question, even after a failed refresh', async () => {
    let refreshes = 0
    const { client } = await start(unlessNew, {
      getToken: async ({ forceRefresh }) => {
        if (!forceRefresh) return 'old'
        refreshes += 1
        if (refreshes === 1) throw new Error('offline')
        return 'new'
      },
    })
    expect(await ask(client)).toEqual([failure('network')])
    expect(await ask(client)).toEqual([saidA, finished])
    expect(await ask(client)).toEqual([saidA, finished])
    expect(refreshes).toBe(3)
  })

  it('is refreshed again after a refresh that never settled', async () => {
    let refreshes = 0
    const { client } = await start(unlessNew, {
      silenceMs: 300,
      getToken: async ({ forceRefresh }) => {
        if (!forceRefresh) return 'old'
        refreshes += 1
        return refreshes === 1 ? new Promise(() => {}) : 'new'
      },
    })
    expect(await ask(client)).toEqual([failure('silent')])
    // The refresh began after the question, so its time limit ends later.
    await expect.poll(() => ask(client)).toEqual([saidA, finished])
    expect(refreshes).toBe(2)
  })

  it('of nobody is sign_in, and nothing is sent', async () => {
    const { client, calls } = await start(refuse, { getToken: async () => undefined })
    expect(await ask(client)).toEqual([failure('sign_in', false)])
    expect(calls).toEqual([])
  })

  it('that cannot be fetched is network, and nothing is sent', async () => {
    const throwing = () => {
      throw new Error('secret')
    }
    for (const getToken of [async () => throwing(), throwing]) {
      const { client, calls } = await start(refuse, { getToken })
      const events = await ask(client)
      expect(events).toEqual([failure('network')])
      expect(JSON.stringify(events)).not.toContain('secret')
      expect(calls).toEqual([])
    }
  })
})

describe('a connection', () => {
  it('that cannot be established is network', async () => {
    const { client, close, getToken } = await start(() => {})
    await close()
    expect(await ask(client)).toEqual([failure('network')])
    expect(getToken).toHaveBeenCalledTimes(1)
  })

  it('that is cut before the response is network, and the question is not repeated', async () => {
    const { client, calls } = await start((writer) => writer.destroy())
    expect(await ask(client)).toEqual([failure('network')])
    expect(calls).toHaveLength(1)
  })

  it('that is cut in the middle is truncated, and the question is not repeated', async () => {
    const read = Promise.withResolvers<void>()
    const { client, calls } = await start(async (writer) => {
      await writer.write(text('a'))
      await read.promise
      writer.destroy()
    })
    const events: ChatEvent[] = []
    for await (const event of client.ask(question)) {
      events.push(event)
      read.resolve()
    }
    expect(events).toEqual([saidA, failure('truncated')])
    expect(calls).toHaveLength(1)
  })

  it.each([
    ['nothing at all', ''],
    ['no frame that ends the answer', text('a')],
    ['a finish but no [DONE]', text('a') + finish],
    ['half a frame', text('a') + finish.trimEnd()],
    ['JSON that is cut', `${text('a')}data: {"chunk":"b\n\n${finish}${done}`],
    ['JSON of another shape', `${text('a')}data: null\n\n${finish}${done}`],
  ])('that delivers %s is truncated', async (_, raw) => {
    const said = raw.startsWith(text('a')) ? [saidA] : []
    expect(await eventsOf(raw)).toEqual([...said, failure('truncated')])
  })
})

describe('silence', () => {
  it.each([
    ['before the response', hang, []],
    ['in the middle', sayAndHang, [saidA]],
  ])('%s is an error, and closes the connection', async (_, script, said) => {
    const { client, calls } = await start(script, { silenceMs: 300 })
    expect(await ask(client)).toEqual([...said, failure('silent')])
    await calls[0]?.left
    expect(calls).toHaveLength(1)
  })

  it('of getToken is an error, and nothing is sent when it resolves later', async () => {
    const late = Promise.withResolvers<string>()
    const { client, calls } = await start(() => {}, {
      silenceMs: 20,
      getToken: () => late.promise,
    })
    expect(await ask(client)).toEqual([failure('silent')])
    late.resolve('token')
    await sleep(20)
    expect(calls).toEqual([])
  })

  it('is interrupted by heartbeats', async () => {
    const { client } = await start(
      async (writer) => {
        for (let sent = 0; sent < 30; sent += 1) {
          await writer.write(heartbeat)
          await writer.delay(50)
        }
        await writer.write(answer)
      },
      { silenceMs: 1000 },
    )
    expect(await ask(client)).toEqual([saidA, finished])
  })

  it('does not include the time that the page takes to read', async () => {
    const { client } = await start(
      async (writer) => {
        await writer.write(text('a'))
        await writer.write(finish + done)
      },
      { silenceMs: 300 },
    )
    const types: string[] = []
    for await (const { type } of client.ask(question)) {
      types.push(type)
      await sleep(400)
    }
    expect(types).toEqual(['text', 'finish'])
  })
})

describe('the signal', () => {
  const reason = new Error('stopped by the user')
  const stopped = (events: AsyncGenerator<ChatEvent>) => expect(events.next()).rejects.toBe(reason)

  it('that has already aborted throws its reason, and nothing is sent', async () => {
    const { client, calls, getToken } = await start(() => {})
    await stopped(client.ask(question, { signal: AbortSignal.abort(reason) }))
    expect(getToken).not.toHaveBeenCalled()
    expect(calls).toEqual([])
  })

  it('throws its reason while the client waits for the token, and nothing is sent', async () => {
    for (const settle of ['resolve', 'reject'] as const) {
      const late = Promise.withResolvers<string>()
      const { client, calls, getToken } = await start(() => {}, { getToken: () => late.promise })
      const controller = new AbortController()
      const thrown = stopped(client.ask(question, controller))
      await eventually(() => expect(getToken).toHaveBeenCalled())
      controller.abort(reason)
      await thrown
      late[settle]('late')
      await sleep(20)
      expect(calls).toEqual([])
    }
  })

  it('throws its reason before the response, and closes the connection', async () => {
    const { client, calls } = await start(hang)
    const controller = new AbortController()
    const thrown = stopped(client.ask(question, controller))
    await eventually(() => expect(calls).toHaveLength(1))
    controller.abort(reason)
    await thrown
    await calls[0]?.left
  })

  it('throws its reason during a refusal, and closes the connection', async () => {
    const json = vi.spyOn(Response.prototype, 'json')
    const { client, calls } = await start(async (writer, response) => {
      response.writeHead(503).write('{')
      await writer.hang()
    })
    const controller = new AbortController()
    const thrown = stopped(client.ask(question, controller))
    await eventually(() => expect(json).toHaveBeenCalled())
    controller.abort(reason)
    await thrown
    await calls[0]?.left
  })

  it('throws its reason during an answer, and closes the connection', async () => {
    const { client, calls } = await start(sayAndHang)
    const controller = new AbortController()
    const events = client.ask(question, controller)
    expect((await events.next()).value).toEqual(saidA)
    const thrown = stopped(events)
    controller.abort(reason)
    await thrown
    await calls[0]?.left
    expect((await events.next()).done).toBe(true)
  })

  it('throws its reason even if the rest of the answer has arrived', async () => {
    const { client } = await start((writer) => writer.write(text('a') + text('b') + finish + done))
    const controller = new AbortController()
    const events = client.ask(question, controller)
    expect((await events.next()).value).toEqual(saidA)
    controller.abort(reason)
    await stopped(events)
  })

  it('keeps no listener, however the answer ends', async () => {
    const controller = new AbortController()
    const listeners = () => getEventListeners(controller.signal, 'abort').length
    for (const raw of [answer, text('a'), text('a') + named('error', { code: 'x' })]) {
      const { client } = await start((writer) => writer.write(raw))
      for await (const { type } of client.ask(question, controller)) {
        if (type === 'text') expect(listeners()).toBe(1)
      }
      expect(listeners()).toBe(0)
      for await (const _ of client.ask(question, controller)) break
      expect(listeners()).toBe(0)
    }
    const { client } = await start(hang)
    const thrown = stopped(client.ask(question, controller))
    controller.abort(reason)
    await thrown
    expect(listeners()).toBe(0)
  })
})

describe('leaving the loop', () => {
  it('closes the connection', async () => {
    const { client, calls } = await start(sayAndHang)
    for await (const _ of client.ask(question)) break
    await calls[0]?.left
  })
})
