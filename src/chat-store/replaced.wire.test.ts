import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  everythingOf,
  seedMessages,
  startTables,
  type TestTables,
} from '../../test/support/chat-tables.ts'
import { ownTime } from '../../test/support/faked-time.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import type { Send } from '../dynamodb/requests.ts'
import type { SavedQuestion, StoredMessage } from './chat.ts'
import { chatWriter } from './chat-writer.ts'
import { historyUnavailable } from './errors.ts'
import { chatIdBegunBy } from './items.ts'
import { requests } from './requests.ts'
import { type ChatStore, chatStore } from './store.ts'
import { questionIdOf } from './turns.ts'

let dynamodb: DynamoDb
let tables: TestTables
let store: ChatStore
let user: string
/** The only question so far. */
let asked: SavedQuestion
let question: StoredMessage
beforeAll(async () => {
  ;({ dynamodb, tables } = await startTables())
  store = chatStore(tables)
})
beforeEach(async () => {
  user = randomUUID()
  asked = await store.start(user, 'A title', 'Why?')
  question = await lastQuestion()
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => dynamodb.close())

const lastQuestion = async () => {
  const newest = await store.newest(user, asked.chat.id, 10)
  return newest.findLast(({ role }) => role === 'user') as StoredMessage
}
const only = (one: StoredMessage) => ({ first: one, last: one })
const messages = async () => (await store.read(user, asked.chat.id))?.messages
const replace = async (content: string) => {
  const again = await store.ask(asked.chat, content, { replaced: only(question) })
  return again as SavedQuestion
}

describe('a question that is asked again', () => {
  it('takes the place of its turn, with its id', async () => {
    await store.answer(asked, 'Because.')
    const again = await replace('Why so?')
    await store.answer(again, 'So.')
    expect(await messages()).toEqual([
      { id: asked.turn, role: 'user', content: 'Why so?' },
      { role: 'assistant', content: 'So.' },
    ])
    expect(await everythingOf(tables, asked.chat.id), 'the chat and one turn').toHaveLength(3)
  })

  it('may be asked again and again', async () => {
    for (const content of ['1', '2', '3']) {
      question = await lastQuestion()
      await replace(content)
    }
    expect(await messages()).toEqual([{ id: asked.turn, role: 'user', content: '3' }])
    expect(await everythingOf(tables, asked.chat.id)).toHaveLength(2)
  })

  it('does so by its one write, although the old turn cannot be erased', async () => {
    await store.answer(asked, 'Because.')
    const send = requests(tables.endpoint)
    let sent = 0
    const refusingThird: Send = (table, operation) => {
      sent += 1
      return sent < 3 ? send(table, operation) : Promise.reject(historyUnavailable(table, 'Denied'))
    }
    const writer = chatWriter({ ...tables, ttlDays: undefined, send: refusingThird }, store)
    await writer.ask(asked.chat, 'Why so?', { replaced: only(question) })
    expect(sent).toBe(3)
    expect(await messages()).toEqual([{ id: asked.turn, role: 'user', content: 'Why so?' }])
    expect(await everythingOf(tables, asked.chat.id)).toHaveLength(4)
    expect(await store.newest(user, asked.chat.id, 10)).toHaveLength(1)
  })

  it('keeps no answer of before that comes late', async () => {
    const again = await replace('Why so?')
    await store.answer(asked, 'Because.')
    await store.answer(again, 'So.')
    const said = (await messages())?.map(({ content }) => content)
    expect(said).toEqual(['Why so?', 'So.'])
    expect(await everythingOf(tables, asked.chat.id)).toHaveLength(3)
  })

  it('is there once when it is asked twice at the same time', async () => {
    await Promise.all([replace('Why so?'), replace('Why so?')])
    expect(await messages()).toEqual([{ id: asked.turn, role: 'user', content: 'Why so?' }])
  })

  it('leaves a question that is asked elsewhere at the same time', async () => {
    await Promise.all([replace('Why so?'), store.ask(asked.chat, 'And?')])
    const said = (await messages())?.map(({ content }) => content)
    expect(said?.toSorted()).toEqual(['And?', 'Why so?'])
  })

  it('is answered once, and others at the same time too, while 30 % is throttled', async () => {
    ownTime()
    dynamodb.throttle(0.3, 11)
    const others = Array.from({ length: 10 }, (_, at) => `other ${at}`)
    const again = Array.from({ length: 10 }, (_, at) => `again ${at}`)
    const answered = async (content: string, asking: Promise<SavedQuestion | undefined>) => {
      const saved = await asking
      if (saved) await store.answer(saved, `to ${content}`)
    }
    await Promise.all([
      ...others.map((content) => answered(content, store.ask(asked.chat, content))),
      ...again.map((content) => answered(content, replace(content))),
      answered('Why?', Promise.resolve(asked)),
    ])
    dynamodb.throttle(0)
    const said = await store.newest(user, asked.chat.id, 100)
    const questions = said.filter(({ role }) => role === 'user').map(({ content }) => content)
    expect(questions.filter((each) => each.startsWith('other')).toSorted()).toEqual(others)
    expect(questions).toHaveLength(others.length + 1)
    expect(said.map(({ content }) => content)).toEqual(
      questions.flatMap((content) => [content, `to ${content}`]),
    )
  })

  it('may give the chat another title', async () => {
    const replaced = only(question)
    const again = await store.ask(asked.chat, 'Why so?', { replaced, title: 'Why so?' })
    expect(again?.chat.title).toBe('Why so?')
    expect(await store.find(user, asked.chat.id)).toEqual(again?.chat)
  })

  it('is not kept of a chat that was removed', async () => {
    await store.remove(user, asked.chat.id)
    expect(await store.ask(asked.chat, 'Why so?', { replaced: only(question) })).toBeUndefined()
    expect(await everythingOf(tables, asked.chat.id)).toEqual([])
  })
})

describe('an earlier question that is asked again', () => {
  /** Adds answered questions, and returns the range from the first question to the last. */
  const addTurns = async (...contents: string[]) => {
    await store.answer(asked, 'Because.')
    for (const content of contents) {
      const saved = await store.ask(asked.chat, content)
      if (saved) await store.answer(saved, `to ${content}`)
    }
    return { first: question, last: await lastQuestion() }
  }
  const items = () => everythingOf(tables, asked.chat.id)

  it('takes the place of its turn and of all after it', async () => {
    const replaced = await addTurns('And?', 'Then?')
    const again = await store.ask(asked.chat, 'Why so?', { replaced })
    await store.answer(again as SavedQuestion, 'So.')
    expect(await messages()).toEqual([
      { id: asked.turn, role: 'user', content: 'Why so?' },
      { role: 'assistant', content: 'So.' },
    ])
    expect(await items(), 'the chat and one turn').toHaveLength(3)
  })

  it('does so by its one write, although nothing can be erased', async () => {
    const replaced = await addTurns('And?', 'Then?')
    const send = requests(tables.endpoint)
    let sent = 0
    const refusingThird: Send = (table, operation) => {
      sent += 1
      return sent < 3 ? send(table, operation) : Promise.reject(historyUnavailable(table, 'Denied'))
    }
    const writer = chatWriter({ ...tables, ttlDays: undefined, send: refusingThird }, store)
    await writer.ask(asked.chat, 'Why so?', { replaced })
    expect(await messages()).toEqual([{ id: asked.turn, role: 'user', content: 'Why so?' }])
    expect(await items()).toHaveLength(8)
    // What is left is erased with the next one.
    question = await lastQuestion()
    await replace('Why then?')
    expect(await messages()).toEqual([{ id: asked.turn, role: 'user', content: 'Why then?' }])
    expect(await items()).toHaveLength(2)
  })

  it('leaves a question that is asked elsewhere at the same time', async () => {
    const replaced = await addTurns('And?')
    await Promise.all([
      store.ask(asked.chat, 'Why so?', { replaced }),
      store.ask(asked.chat, 'Elsewhere?'),
    ])
    const said = (await messages())?.map(({ content }) => content)
    expect(said?.toSorted()).toEqual(['Elsewhere?', 'Why so?'])
  })

  it('keeps no answer of a replaced turn that comes late', async () => {
    const replaced = await addTurns('And?')
    const late = (await store.ask(asked.chat, 'Then?')) as SavedQuestion
    await store.ask(asked.chat, 'Why so?', {
      replaced: { ...replaced, last: await lastQuestion() },
    })
    await store.answer(late, 'Late.')
    expect(await messages()).toEqual([{ id: asked.turn, role: 'user', content: 'Why so?' }])
    expect(await items()).toHaveLength(2)
  })

  it('comes after them, although another clock was ahead', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    const replaced = await addTurns('And?')
    vi.useRealTimers()
    const again = (await store.ask(asked.chat, 'Why so?', { replaced })) as SavedQuestion
    expect(`${again.turn}.0` > replaced.last.id).toBe(true)
    expect(await messages()).toEqual([{ id: asked.turn, role: 'user', content: 'Why so?' }])
  })

  it('is found in a long chat, with the turns before it', async () => {
    await seedMessages(tables, asked.chat, 250, 1)
    const all = await store.newestFrom(user, asked.chat.id, asked.turn, 40)
    expect(all).toHaveLength(251)
    const middle = all.find(({ content }) => content.trim() === '100') as StoredMessage
    const found = await store.newestFrom(user, asked.chat.id, questionIdOf(middle), 20)
    expect(found).toHaveLength(200)
    expect(found.findIndex(({ id }) => id === middle.id)).toBe(50)
  })
})

describe('the id of a question', () => {
  it('is the one that it was given', async () => {
    const questionId = randomUUID()
    await store.ask(asked.chat, 'And?', { questionId })
    expect((await messages())?.at(-1)).toEqual({ id: questionId, role: 'user', content: 'And?' })
  })

  it('decides the id of the chat that it begins, for each user another', async () => {
    const questionId = randomUUID()
    const { chat } = await store.start(user, 'A title', 'Why?', { questionId })
    expect(chat.id).toBe(chatIdBegunBy(questionId, user))
    const { chat: again } = await store.start(user, 'A title', 'Why?', { questionId })
    expect(again.id).toBe(chat.id)
    const { chat: another } = await store.start(`${user}2`, 'A title', 'Why?', { questionId })
    expect(another.id).not.toBe(chat.id)
  })
})
