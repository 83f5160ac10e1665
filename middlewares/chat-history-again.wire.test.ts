import { randomUUID } from 'node:crypto'
import type { MiddlewareObj } from '@middy/core'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { httpError } from '../src/errors/http-error.ts'
import { everythingOf, startTables, type TestTables } from '../test/support/chat-tables.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import { functionUrlEvent } from '../twin/testing/event-shapes.ts'
import { invoke } from '../twin/testing/invoke.ts'
import { type ScriptStep, scriptedAnswer, stop, text } from '../twin/testing/scripted-answer.ts'
import { type CurrentChat, chatHistory, type Message } from './chat-history.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonBody } from './json-body.ts'
import { jsonErrors } from './json-errors.ts'

type Claims = Context & { claims: { sub: string } }
type Asked = {
  prompt: string
  chat_id?: string
  question_id?: string | null
  replaces?: string | null
  until?: string | null
}

const id = z.nullish(z.string())
const schema = z.object({
  prompt: z.string(),
  chat_id: id,
  question_id: id,
  replaces: id,
  until: id,
})
const busy = httpError('model_busy', { message: 'Later.', cause: { package: 'test' } })
const so: ScriptStep[] = [text('So.'), stop]
const fails: ScriptStep[] = [busy]
const breaks: ScriptStep[] = [text('Beca'), busy]

let dynamodb: DynamoDb
let tables: TestTables
let sub: string
let seen: CurrentChat[]
beforeAll(async () => {
  ;({ dynamodb, tables } = await startTables())
})
beforeEach(() => {
  sub = randomUUID()
  seen = []
})
afterAll(() => dynamodb.close())

const claims = (): MiddlewareObj<unknown, unknown, Error, Claims> => ({
  before: ({ context }) => {
    context.claims = { sub }
  },
})

const stack = (steps: readonly ScriptStep[] = so, options: { maxTurns?: number } = {}) => {
  const history = chatHistory({ ...tables, ...options })
  const handler = middy(streaming)
    .use(jsonErrors())
    .use(eventStream())
    .use(claims())
    .use(jsonBody({ schema }))
    .use(history)
    .handler((_event, { chat, signal }) => {
      seen.push(chat)
      return scriptedAnswer(steps, signal)
    })
  return { handler, chats: history.chats }
}

const ask = (asked: Asked, steps?: readonly ScriptStep[], options?: { maxTurns?: number }) => {
  const headers = { 'content-type': 'application/json' }
  const event = functionUrlEvent({ headers, body: JSON.stringify(asked) })
  return invoke(stack(steps, options).handler, event)
}

/** All chats of the user, newest first, each with its messages. */
const kept = async () => {
  const { chats } = stack()
  const { chats: all } = await chats.list(sub)
  return Promise.all(
    all.map(async (chat) => ({ ...chat, messages: (await chats.read(sub, chat.id))?.messages })),
  )
}
const onlyChat = async () => {
  const all = await kept()
  expect(all).toHaveLength(1)
  return { id: String(all[0]?.id), title: all[0]?.title, messages: all[0]?.messages ?? [] }
}
const lastId = async () => (await onlyChat()).messages.findLast(({ id }) => id)?.id ?? ''
const user = (content: string, id: unknown = expect.any(String)) => ({ id, role: 'user', content })
const assistant = (content: string): Message => ({ role: 'assistant', content })
const changed = {
  error: 'chat_changed',
  message: 'The chat has gone on elsewhere: read it again.',
  requestId: expect.any(String),
}

describe('a question with an id', () => {
  it('is stored once, however often it is repeated, with the chat that it begins', async () => {
    const question_id = randomUUID()
    for (const steps of [fails, fails, breaks]) await ask({ prompt: 'Why?', question_id }, steps)
    expect((await ask({ prompt: 'Why?', question_id })).statusCode).toBe(200)
    const { id, messages } = await onlyChat()
    expect(messages).toEqual([user('Why?', question_id), assistant('So.')])
    expect(await everythingOf(tables, id)).toHaveLength(3)
    expect(seen.map(({ messages }) => messages)).toEqual([[], [], [], []])
  })

  it('is stored once in a chat that goes on', async () => {
    await ask({ prompt: 'Why?' })
    const { id: chat_id } = await onlyChat()
    const question_id = randomUUID()
    for (const steps of [fails, breaks, so]) {
      await ask({ prompt: 'And?', chat_id, question_id: question_id.toUpperCase() }, steps)
    }
    expect((await onlyChat()).messages).toEqual([
      ...[user('Why?'), assistant('So.')],
      ...[user('And?', question_id), assistant('So.')],
    ])
    expect(seen.at(-1)?.messages).toEqual([
      { role: 'user', content: 'Why?' },
      { role: 'assistant', content: 'So.' },
    ])
  })

  it('is another one for another user', async () => {
    const question_id = randomUUID()
    await ask({ prompt: 'Why?', question_id })
    const first = await onlyChat()
    sub = `${sub}2`
    await ask({ prompt: 'Why?', question_id })
    expect((await onlyChat()).id).not.toBe(first.id)
  })

  it('is a conflict once the chat has gone on', async () => {
    const question_id = randomUUID()
    await ask({ prompt: 'Why?', question_id })
    const before = await onlyChat()
    await ask({ prompt: 'And?', chat_id: before.id })
    const { statusCode, json } = await ask({ prompt: 'Why?', question_id })
    expect([statusCode, json()]).toEqual([409, changed])
    expect((await onlyChat()).messages).toHaveLength(4)
  })
})

describe('a question that replaces another', () => {
  it('takes its place, as often as the request is repeated', async () => {
    await ask({ prompt: 'Why?' }, breaks)
    const { id: chat_id } = await onlyChat()
    const replaces = await lastId()
    for (const steps of [so, fails, so]) {
      await ask({ prompt: 'Why so?', chat_id, replaces }, steps)
    }
    expect((await onlyChat()).messages).toEqual([user('Why so?', replaces), assistant('So.')])
    expect(seen.at(-1)).toMatchObject({ messages: [], history: [] })
  })

  it('is not in the history, and neither is its answer', async () => {
    for (const prompt of ['1', '2']) {
      const [chat] = await kept()
      await ask({ prompt, ...(chat && { chat_id: chat.id }) })
    }
    const { id: chat_id } = await onlyChat()
    await ask({ prompt: '2b', chat_id, replaces: await lastId() }, so, { maxTurns: 2 })
    expect(seen.at(-1)?.history.map(({ text }) => text)).toEqual(['1', 'So.'])
  })

  it('names its chat anew if the chat was named after it', async () => {
    await ask({ prompt: 'Why?' })
    const { id: chat_id } = await onlyChat()
    const { frames } = await ask({ prompt: 'How?', chat_id, replaces: await lastId() })
    expect(frames[0]).toMatchObject({ event: 'chat', data: { id: chat_id, title: 'How?' } })
    expect(await onlyChat()).toMatchObject({ title: 'How?' })
  })

  it('leaves the title that the user chose, and that of an earlier question', async () => {
    await ask({ prompt: 'Why?' })
    const { id: chat_id } = await onlyChat()
    await stack().chats.rename(sub, chat_id, 'Mine')
    await ask({ prompt: 'How?', chat_id, replaces: await lastId() })
    expect(await onlyChat()).toMatchObject({ title: 'Mine' })
    await stack().chats.rename(sub, chat_id, 'How?')
    await ask({ prompt: 'How?', chat_id })
    await ask({ prompt: 'What?', chat_id, replaces: await lastId() })
    expect(await onlyChat()).toMatchObject({ title: 'How?' })
  })

  it.each([
    ['is not the last one any more', async () => ({ chat_id: (await onlyChat()).id })],
    ['is in another chat', async () => ({})],
  ])('that %s is a conflict, and changes nothing', async (_, more) => {
    await ask({ prompt: 'Why?' })
    const replaces = await lastId()
    await ask({ prompt: 'And?', chat_id: (await onlyChat()).id })
    const before = await kept()
    const { statusCode, json } = await ask({ prompt: 'Why so?', replaces, ...(await more()) })
    expect([statusCode, json()]).toEqual([409, changed])
    expect(await kept()).toEqual(before)
  })

  it('is not found in a chat that is not there', async () => {
    const asked = { prompt: 'Why?', chat_id: randomUUID(), replaces: randomUUID() }
    expect((await ask(asked)).statusCode).toBe(404)
  })
})

describe('an earlier question that is asked again, up to the last one', () => {
  const askAll = async (...prompts: string[]) => {
    for (const prompt of prompts) {
      const [chat] = await kept()
      await ask({ prompt, ...(chat && { chat_id: chat.id }) })
    }
    const { id, messages } = await onlyChat()
    return { chat_id: id, ids: messages.flatMap(({ id }) => id ?? []) }
  }

  it('replaces all turns from it, as often as the request is repeated', async () => {
    const { chat_id, ids } = await askAll('1', '2', '3', '4')
    const again = { prompt: '2b', chat_id, replaces: ids[1] ?? '', until: ids[3] ?? '' }
    for (const steps of [breaks, fails, so]) await ask(again, steps)
    expect((await onlyChat()).messages).toEqual([
      user('1'),
      assistant('So.'),
      user('2b', ids[1]),
      assistant('So.'),
    ])
    expect(seen.at(-1)?.history.map(({ text }) => text)).toEqual(['1', 'So.'])
    expect(await everythingOf(tables, chat_id)).toHaveLength(5)
  })

  it('is found behind the turns that the model sees, with those before it', async () => {
    const { chat_id, ids } = await askAll('1', '2', '3', '4', '5')
    const again = { prompt: '3b', chat_id, replaces: ids[2] ?? '', until: ids[4] ?? '' }
    await ask(again, so, { maxTurns: 1 })
    expect(seen.at(-1)?.history.map(({ text }) => text)).toEqual(['2', 'So.'])
  })

  it('names its chat anew if the chat was named after it', async () => {
    const { chat_id, ids } = await askAll('Why?', 'And?')
    const again = { prompt: 'How?', chat_id, replaces: ids[0] ?? '', until: ids[1] ?? '' }
    const { frames } = await ask(again)
    expect(frames[0]).toMatchObject({ event: 'chat', data: { id: chat_id, title: 'How?' } })
  })

  it('is a conflict if the chat has gone on, and changes nothing', async () => {
    const { chat_id, ids } = await askAll('1', '2')
    await askAll('3')
    const before = await kept()
    const again = { prompt: '1b', chat_id, replaces: ids[0] ?? '', until: ids[1] ?? '' }
    const { statusCode, json } = await ask(again)
    expect([statusCode, json()]).toEqual([409, changed])
    expect(await kept()).toEqual(before)
  })

  it('needs its own id too', async () => {
    const { statusCode, json } = await ask({ prompt: '1', until: randomUUID() })
    expect([statusCode, json()]).toMatchObject([400, { message: 'until needs replaces.' }])
  })
})

it('null is like no id', async () => {
  await ask({ prompt: 'Why?', question_id: null, replaces: null, until: null })
  expect((await onlyChat()).messages).toEqual([user('Why?'), assistant('So.')])
})

it.each(['question_id', 'replaces', 'until'])(
  'an id that is no UUID is refused: %s',
  async (field) => {
    const ids = { ...(field === 'until' && { replaces: randomUUID() }), [field]: 'a#b' }
    const { statusCode, json } = await ask({ prompt: 'Why?', ...ids })
    expect([statusCode, json()]).toMatchObject([
      400,
      { error: 'invalid_body', message: `${field} must be a UUID.` },
    ])
    expect(await kept()).toEqual([])
  },
)
