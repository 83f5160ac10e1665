import { randomUUID } from 'node:crypto'
import type { MiddlewareObj } from '@middy/core'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import fc from 'fast-check'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  expectTypeOf,
  it,
  vi,
} from 'vitest'
import * as z from 'zod/mini'
import type { Turn } from '../src/answer/answer.ts'
import { openAnswer } from '../src/answer/request.ts'
import { httpError } from '../src/errors/http-error.ts'
import { anyText } from '../test/support/any-text.ts'
import { seedMessages, startTables, type TestTables } from '../test/support/chat-tables.ts'
import { ownTime } from '../test/support/faked-time.ts'
import { refusalOf } from '../test/support/stacks.ts'
import { readFrames } from '../twin/frames.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import { eventShapes, functionUrlEvent } from '../twin/testing/event-shapes.ts'
import { invoke } from '../twin/testing/invoke.ts'
import {
  forever,
  type ScriptStep,
  scriptedAnswer,
  stop,
  text,
  usage,
} from '../twin/testing/scripted-answer.ts'
import {
  type Chat,
  type ChatHistoryMiddleware,
  type CurrentChat,
  chatHistory,
  type Message,
} from './chat-history.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonAnswer } from './json-answer.ts'
import { jsonBody } from './json-body.ts'
import { jsonErrors } from './json-errors.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

type Line = { statusCode: number; error?: { code: string } }
type Claims = Context & { claims: { sub: string } }

const schema = z.object({ prompt: z.string(), chat_id: z.nullish(z.string()) })
const headers = { 'content-type': 'application/json' }
const absent = '01890000-0000-7000-8000-000000000000'
const because = [text('Because '), text('so.'), stop]

let dynamodb: DynamoDb
let tables: TestTables
/** With its defaults; all tests share its connections. */
let shared: ChatHistoryMiddleware
let sub: string
/** What the handler has seen, and what was logged. */
let seen: CurrentChat[]
let lines: Line[]
beforeAll(async () => {
  ;({ dynamodb, tables } = await startTables())
  shared = chatHistory(tables)
})
beforeEach(() => {
  sub = randomUUID()
  seen = []
  lines = []
  ownTime()
})
afterEach(() => {
  dynamodb.fail = undefined
  dynamodb.throttle(0)
  vi.useRealTimers()
})
afterAll(() => dynamodb.close())

const note = (_message: string, line: Line) => void lines.push(line)
const logger = { addContext() {}, info: note, warn: note, error: note } as unknown as NonNullable<
  RequestLogOptions['logger']
>

/** Who asks, in the place of a middleware that looks at a token. */
const claims = (): MiddlewareObj<unknown, unknown, Error, Claims> => ({
  before: ({ context }) => {
    context.claims = { sub }
  },
})

type Script = (chat: CurrentChat) => readonly ScriptStep[]

const stack = (script: Script = () => because, history = shared) => {
  const handler = middy(streaming)
    .use(requestLog({ logger }))
    .use(jsonErrors())
    .use(eventStream())
    .use(claims())
    .use(jsonBody({ schema }))
    .use(history)
    .handler((_event, { chat, signal }) => {
      seen.push(chat)
      return scriptedAnswer(script(chat), signal)
    })
  return { handler, chats: history.chats }
}

const asked = (prompt: string, chatId?: string | null, event = functionUrlEvent) =>
  event({ headers, body: JSON.stringify({ prompt, chat_id: chatId }) })

const ask = (prompt: string, chatId?: string | null, script?: Script) =>
  invoke(stack(script).handler, asked(prompt, chatId))

const chatIn = ({ frames }: Awaited<ReturnType<typeof ask>>): { id: string; title: string } => {
  const [frame] = frames
  if (!frame || 'comment' in frame || frame.event !== 'chat') throw new Error('No chat comes first')
  return frame.data as { id: string; title: string }
}

const kept = async (id: string): Promise<Message[]> => {
  const page = await shared.chats.read(sub, id)
  return (page?.messages ?? []).map(({ id, ...message }) => message)
}

/** What lies in the one chat of the user. */
const keptOfAll = async () => {
  const [chat] = (await shared.chats.list(sub)).chats
  return kept(String(chat?.id))
}

const user = (content: string): Message => ({ role: 'user', content })
const assistant = (content: string): Message => ({ role: 'assistant', content })
const incomplete = (content: string): Message => ({ ...assistant(content), incomplete: true })
const busy = httpError('model_busy', { message: 'Later.', cause: { package: 'test' } })

describe('a first question', () => {
  it('begins a chat, which is named before the answer', async () => {
    const { statusCode, frames } = await ask('Why does\nit fail?')
    expect(statusCode).toBe(200)
    expect(frames.map(({ atMs, ...frame }) => frame)).toEqual([
      { event: 'chat', data: { id: expect.any(String), title: 'Why does it fail?' } },
      { data: { chunk: 'Because ' } },
      { data: { chunk: 'so.' } },
      { event: 'finish', data: { reason: 'stop' } },
      { data: '[DONE]' },
    ])
  })

  it('is one with null in the place of the id', async () => {
    const { id } = chatIn(await ask('Why?', null))
    expect(await kept(id)).toEqual([user('Why?'), assistant('Because so.')])
  })

  it('is saved with its answer', async () => {
    const { id } = chatIn(await ask('Why?'))
    expect(await kept(id)).toEqual([user('Why?'), assistant('Because so.')])
  })

  it('gives the handler a chat without messages', async () => {
    const { id } = chatIn(await ask('Why?'))
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect(seen).toEqual([
      {
        id,
        user_id: sub,
        title: 'Why?',
        created_at: time,
        updated_at: time,
        messages: [],
        history: [],
      },
    ])
  })

  it.each(eventShapes)('is taken from $name', async ({ event }) => {
    const { body } = await openInvocation(stack().handler, asked('Why?', undefined, event))
    expect(await readFrames(body)).toHaveLength(5)
    expect(await keptOfAll()).toEqual([user('Why?'), assistant('Because so.')])
  })

  it('may be answered in one JSON body, which may name the chat', async () => {
    const handler = middy()
      .use(jsonErrors())
      .use(jsonAnswer({ body: ({ text: response, data }) => ({ response, chat: data?.chat }) }))
      .use(claims())
      .use(jsonBody({ schema }))
      .use(shared)
      .handler((_event, { signal }) => scriptedAnswer(because, signal))
    const { statusCode, json } = await invoke(handler, asked('Why?'))
    expect([statusCode, json()]).toEqual([
      200,
      { response: 'Because so.', chat: { id: expect.any(String), title: 'Why?' } },
    ])
    expect(await keptOfAll()).toEqual([user('Why?'), assistant('Because so.')])
  })
})

describe('a further question', () => {
  it('goes on in its chat, and the handler sees what was said', async () => {
    const chat = chatIn(await ask('Why?'))
    const second = await ask('And why so?', chat.id)
    expect(chatIn(second)).toEqual(chat)
    expect(seen[1]).toMatchObject({
      id: chat.id,
      messages: [user('Why?'), assistant('Because so.')],
      history: [
        { role: 'user', text: 'Why?' },
        { role: 'assistant', text: 'Because so.' },
      ],
    })
    expect(String(seen[1]?.updated_at) >= String(seen[0]?.updated_at)).toBe(true)
    expect(await kept(chat.id)).toEqual([
      ...[user('Why?'), assistant('Because so.')],
      ...[user('And why so?'), assistant('Because so.')],
    ])
  })

  it('goes on in the same chat when its id is in upper case', async () => {
    const chat = chatIn(await ask('Why?'))
    expect(chatIn(await ask('And why so?', chat.id.toUpperCase()))).toEqual(chat)
    expect(seen[1]?.messages).toEqual([user('Why?'), assistant('Because so.')])
    expect(await kept(chat.id)).toHaveLength(4)
  })

  it('shows the handler the newest turns alone, and the model whole ones', async () => {
    const { handler } = stack(() => because, chatHistory({ ...tables, maxTurns: 2 }))
    const { id } = chatIn(await invoke(handler, asked('0')))
    await invoke(handler, asked('1', id))
    await ask('2', id, () => [text('Beca'), busy])
    await invoke(handler, asked('3', id))
    const { messages = [], history = [] } = seen.at(-1) ?? {}
    expect(messages).toEqual([user('1'), assistant('Because so.'), user('2'), incomplete('Beca')])
    expect(history.map(({ text: said }) => said)).toEqual(['1', 'Because so.'])
  })

  it('survives others at the same time, each with its answer, while 30 % is throttled', async () => {
    const { handler, chats } = stack((chat) => [text(`to ${chat.id}`), stop])
    const { id } = chatIn(await invoke(handler, asked('first')))
    dynamodb.throttle(0.3, 7)
    const prompts = Array.from({ length: 50 }, (_, at) => String(at))
    const answers = await Promise.all(prompts.map((prompt) => invoke(handler, asked(prompt, id))))
    dynamodb.throttle(0)
    expect(answers.map(({ terminal }) => terminal)).toEqual(
      prompts.map(() => expect.objectContaining({ data: '[DONE]' })),
    )
    const messages = (await chats.newest(sub, id, 200)).slice(2)
    expect(messages.map(({ role }) => role)).toEqual(prompts.flatMap(() => ['user', 'assistant']))
    expect(
      messages
        .filter(({ role }) => role === 'user')
        .map(({ content }) => content)
        .sort(),
    ).toEqual(prompts.toSorted())
  })

  it('costs as little in a chat of 1,000 messages as in a new one', async () => {
    const { handler } = stack()
    dynamodb.resetCounts()
    const { id } = chatIn(await invoke(handler, asked('x'.repeat(1_000))))
    expect(dynamodb.counts.itemsWritten).toBe(3)

    const chat = { ...(seen[0] as Chat) }
    await seedMessages(tables, chat, 1_000, 1_000)
    dynamodb.resetCounts()
    const { statusCode } = await invoke(handler, asked('x'.repeat(1_000), id))
    expect(statusCode).toBe(200)
    expect(dynamodb.counts.itemsWritten).toBe(3)
    expect(dynamodb.counts.bytesRead).toBeLessThan(200_000)
    expect(seen[1]?.messages).toHaveLength(40)
    // 16 turns of 2,000 characters.
    expect(seen[1]?.history).toHaveLength(32)
  })
})

describe('a chat that is not there', () => {
  const notFound = (answer: Awaited<ReturnType<typeof ask>>) =>
    expect([answer.statusCode, answer.json()]).toEqual([
      404,
      { error: 'chat_not_found', message: 'There is no such chat.', requestId: expect.any(String) },
    ])

  it.each([
    ['is nowhere', absent],
    ['has no good id', '__proto__'],
    ['has an empty id', ''],
  ])('as it %s is a 404, and nothing is kept of the question', async (_, id) => {
    notFound(await ask('Why?', id))
    expect(await shared.chats.list(sub)).toEqual({ chats: [] })
    expect(seen).toEqual([])
  })

  it.each([
    ['a#b', 'a'],
    ['__proto__', 'toString'],
    ['a'.repeat(1_024), 'a'.repeat(1_023)],
    ['a', '😀'],
  ])('as it is another user’s is a 404, and stays as it was (%#)', async (owner, stranger) => {
    sub = owner
    const { id } = chatIn(await ask('Why?'))
    sub = stranger
    notFound(await ask('Mine!', id))
    sub = owner
    expect(await kept(id)).toEqual([user('Why?'), assistant('Because so.')])
    await shared.chats.remove(owner, id)
  })

  it('as it was removed is a 404', async () => {
    const { id } = chatIn(await ask('Why?'))
    await shared.chats.remove(sub, id)
    notFound(await ask('And now?', id))
    expect(await kept(id)).toEqual([])
  })
})

describe('an answer', () => {
  it.each([
    ['fails', [text('Beca'), busy], incomplete('Beca')],
    ['has no finish', [text('Beca')], incomplete('Beca')],
    ['is refused', [text('Beca'), { type: 'finish', reason: 'refused' }], incomplete('Beca')],
    ['is as long as it may be', [text('B'), { type: 'finish', reason: 'length' }], assistant('B')],
    ['tells its usage last', [text('B'), stop, usage], assistant('B')],
  ] satisfies [string, ScriptStep[], Message][])(
    'that %s is kept as it is',
    async (_, steps, message) => {
      const { id } = chatIn(await ask('Why?', undefined, () => steps))
      expect(await kept(id)).toEqual([user('Why?'), message])
    },
  )

  it.each([
    ['fails', [busy], 429],
    ['is empty', [text(''), stop], 502],
  ] satisfies [string, ScriptStep[], number][])(
    'that %s before it says anything leaves the question alone',
    async (_, steps, status) => {
      expect((await ask('Why?', undefined, () => steps)).statusCode).toBe(status)
      expect(await keptOfAll()).toEqual([user('Why?')])
    },
  )

  it('is kept as far as it came when its reader leaves', async () => {
    const { handler } = stack(() => [text('Beca'), forever])
    const response = await openInvocation(handler, asked('Why?'))
    response.done.catch(() => {})
    response.destroy()
    await expect.poll(keptOfAll).toEqual([user('Why?'), incomplete('Beca')])
  })

  it('is kept as far as it came at the deadline', async () => {
    const { handler } = stack(() => [text('Beca'), forever])
    const { terminal } = await invoke(handler, asked('Why?'), { timeoutMs: 3_100 })
    expect(terminal).toMatchObject({ event: 'error', data: { code: 'deadline' } })
    expect(await keptOfAll()).toEqual([user('Why?'), incomplete('Beca')])
  })

  it('is not kept when the chat was removed meanwhile, nor is the chat again', async () => {
    const { handler, chats } = stack(() => [text('Beca'), 20, text('use.'), stop])
    const answering = invoke(handler, asked('Why?'))
    await expect.poll(() => seen.length).toBe(1)
    const id = String(seen[0]?.id)
    expect(await chats.remove(sub, id)).toBe(true)
    expect((await answering).terminal).toMatchObject({ data: '[DONE]' })
    expect(await chats.newest(sub, id, 10)).toEqual([])
    expect(await chats.find(sub, id)).toBeUndefined()
  })
})

describe('an answer that cannot be saved', () => {
  const unsaved = { operation: 'BatchWriteItem', failure: 'AccessDeniedException' } as const

  it('says so in the place of its finish, and in the log', async () => {
    const { frames } = await ask('secret question', undefined, () => {
      dynamodb.fail = unsaved
      return [text('secret '), text('words'), stop]
    })
    expect(frames.map((frame) => ('event' in frame ? frame.event : 'text'))).toEqual([
      ...['chat', 'text', 'text', 'error'],
    ])
    expect(frames.at(-1)).toMatchObject({
      data: {
        code: 'history_not_saved',
        message: 'The answer could not be saved.',
        retryable: false,
      },
    })
    expect(lines).toMatchObject([
      {
        statusCode: 200,
        error: {
          code: 'history_not_saved',
          statusCode: 503,
          package: 'middy-chat/chat-history',
          error: 'AccessDeniedException',
        },
      },
    ])
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it.each([
    ['broke off', [text('Beca'), busy]],
    ['was cut short', [text('Beca'), forever]],
  ] satisfies [string, ScriptStep[]][])('says so too when it %s', async (_, steps) => {
    const { handler } = stack(() => {
      dynamodb.fail = unsaved
      return steps
    })
    const { terminal } = await invoke(handler, asked('Why?'), { timeoutMs: 3_100 })
    expect(terminal).toMatchObject({ event: 'error', data: { code: 'history_not_saved' } })
    expect(lines).toMatchObject([{ error: { code: 'history_not_saved' } }])
  })
})

describe('a question', () => {
  it.each(['GetItem', 'Query', 'BatchWriteItem', 'UpdateItem'])(
    'is refused when the chats cannot be reached, and the model is not asked (%s)',
    async (operation) => {
      const { id } = chatIn(await ask('Why?'))
      dynamodb.fail = { operation, failure: 'AccessDeniedException' }
      const { statusCode, json } = await ask('And now?', id)
      expect([statusCode, json()]).toMatchObject([503, { error: 'history_unavailable' }])
      expect(seen).toHaveLength(1)
      const isOfChats = ['GetItem', 'UpdateItem'].includes(operation)
      const table = isOfChats ? tables.chatsTable : tables.messagesTable
      expect(lines.at(-1)).toMatchObject({ error: { error: 'AccessDeniedException', table } })
    },
  )

  it.each([
    ['x'.repeat(400_000), 'x'.repeat(400_001)],
    ['가'.repeat(133_333), '가'.repeat(133_334)],
  ])('is refused when no item can hold it (%#)', async (longest, longer) => {
    const { statusCode, json } = await ask(longer)
    expect([statusCode, json()]).toMatchObject([413, { error: 'prompt_too_large' }])
    expect(lines).toMatchObject([{ error: { code: 'prompt_too_large', maxBytes: 400_000 } }])
    expect((await ask(longest)).statusCode).toBe(200)
  })

  it('is refused to a user whose id no key holds, and nothing is kept', async () => {
    sub = 'x'.repeat(1_025)
    dynamodb.resetCounts()
    const { statusCode, json } = await ask('Why?')
    expect([statusCode, json()]).toMatchObject([
      403,
      { error: 'forbidden', message: 'This sign-in cannot keep chats.' },
    ])
    expect(lines).toMatchObject([{ error: { code: 'forbidden', reason: 'user' } }])
    expect((await ask('Why?', absent)).statusCode).toBe(404)
    expect(dynamodb.counts.requests).toEqual({})
  })

  it.each([
    ['without claims', undefined, { body: { prompt: 'Why?' } }, 'context.claims.sub'],
    ['of nobody', {}, { body: { prompt: 'Why?' } }, 'context.claims.sub'],
    ['of a user in figures', { sub: 7 }, { body: { prompt: 'Why?' } }, 'context.claims.sub'],
    ['of an empty user', { sub: '' }, { body: { prompt: 'Why?' } }, 'context.claims.sub'],
    ['without a body', { sub: 'a' }, {}, 'jsonBody'],
    ['with a body that is null', { sub: 'a' }, { body: null }, 'jsonBody'],
    ['with a body that is a text', { sub: 'a' }, { body: '{"prompt":"Why?"}' }, 'jsonBody'],
    ['with an id of another type', { sub: 'a' }, { body: { prompt: 'a', chat_id: 1 } }, 'jsonBody'],
    [
      'that nothing answers',
      { sub: 'a' },
      { body: { prompt: 'Why?' } },
      'eventStream or jsonAnswer',
    ],
  ])('%s is a fault of the stack', async (_, given, event, missing) => {
    const faulty: MiddlewareObj = {
      before: async (request) => {
        Object.assign(request.context, { claims: given })
        await shared.before?.(request as never)
      },
    }
    expect(await refusalOf(faulty, event)).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining(missing),
      cause: { package: 'middy-chat/chat-history' },
    })
  })

  it('passes or is refused by this middleware, whatever it is and whoever asks', async () => {
    const anything = fc.oneof(anyText(), fc.jsonValue())
    const body = fc.record({ prompt: anything, chat_id: anything }, { requiredKeys: [] })
    await fc.assert(
      fc.asyncProperty(anything, fc.oneof(body, anything), async (of, given) => {
        const request = { event: { body: given }, context: { claims: { sub: of } }, internal: {} }
        openAnswer(request as never, 'test', 0)
        try {
          await shared.before?.(request as never)
        } catch (error) {
          expect(error).toMatchObject({ cause: { package: 'middy-chat/chat-history' } })
        }
      }),
    )
  })
})

it('leaves a response alone that is no answer', async () => {
  const handler = middy()
    .use(jsonAnswer())
    .use(claims())
    .use(jsonBody({ schema }))
    .use(shared)
    .handler(() => ({ statusCode: 200, body: 'done' }))
  expect((await invoke(handler, asked('Why?'))).text).toBe('done')
})

it('tells the next one the types of what it leaves', () => {
  middy()
    .use(claims())
    .use(jsonBody({ schema }))
    .use(shared)
    .handler(({ body }, { chat }) => {
      expectTypeOf(body.prompt).toEqualTypeOf<string>()
      expectTypeOf(chat.messages).toEqualTypeOf<Message[]>()
      expectTypeOf(chat.history).toEqualTypeOf<Turn[]>()
      return chat.title
    })
})
