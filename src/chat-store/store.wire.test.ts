import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  askAtOnce,
  createTables,
  everythingOf,
  seedMessages,
  startTables,
  type TestTables,
} from '../../test/support/chat-tables.ts'
import { ownTime } from '../../test/support/faked-time.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import type { Message, SavedQuestion } from './chat.ts'
import { makeCursor } from './cursor.ts'
import { type ChatStore, chatStore } from './store.ts'

const numbers = Array.from({ length: 50 }, (_, at) => String(at)).toSorted()

const moto = process.env.MOTO_SERVER_URL
if (!moto) console.info('MOTO_SERVER_URL is not set: the chats are kept on the twin alone')

let count = 0
/** Nobody has any chats yet. */
const newUser = () => {
  count += 1
  return `user-${count}`
}
const absent = '01890000-0000-7000-8000-000000000000'
const aUuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const day = 86_400_000

const keepsChats = (make: () => Promise<TestTables>) => {
  let tables: TestTables
  let store: ChatStore
  let user: string
  beforeAll(async () => {
    tables = await make()
    store = chatStore(tables)
  })
  beforeEach(() => {
    user = newUser()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** A chat with as many turns as there are answers. */
  const chatWith = async (...answers: string[]): Promise<SavedQuestion> => {
    let asked = await store.start(user, 'A title', 'question 0')
    for (const [at, said] of answers.entries()) {
      if (at > 0) asked = (await store.ask(asked.chat, `question ${at}`)) ?? asked
      await store.answer(asked, said)
    }
    return asked
  }
  const contents = (messages: Message[] = []) => messages.map(({ content }) => content)

  describe('a chat', () => {
    it('is found with all of its fields, and its messages oldest first', async () => {
      const { chat } = await chatWith('answer 0', 'answer 1')
      expect(chat).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/),
        user_id: user,
        title: 'A title',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updated_at: expect.stringMatching(/Z$/),
      })
      expect(await store.find(user, chat.id)).toEqual(chat)
      expect(await store.read(user, chat.id)).toEqual({
        chat,
        messages: [
          { id: aUuid, role: 'user', content: 'question 0' },
          { role: 'assistant', content: 'answer 0' },
          { id: aUuid, role: 'user', content: 'question 1' },
          { role: 'assistant', content: 'answer 1' },
        ],
      })
    })

    it('is the same one by its id in upper case', async () => {
      const { chat } = await chatWith('answer 0')
      const upper = chat.id.toUpperCase()
      const cursor = makeCursor([user, chat.id], ['z'])
      expect(await store.find(user, upper)).toEqual(chat)
      expect(await store.newest(user, upper, 10)).toHaveLength(2)
      for (const options of [{}, { cursor }]) {
        const read = await store.read(user, upper, options)
        expect(read).toEqual(await store.read(user, chat.id, options))
        expect(read?.messages).toHaveLength(2)
      }
      expect(await store.remove(user, upper)).toBe(true)
      expect(await everythingOf(tables, chat.id)).toEqual([])
    })

    it('keeps a broken answer as such', async () => {
      const asked = await store.start(user, 'A title', 'Why?')
      await store.answer(asked, 'Beca', { incomplete: true })
      const { messages } = (await store.read(user, asked.chat.id)) ?? {}
      expect(messages?.at(-1)).toEqual({ role: 'assistant', content: 'Beca', incomplete: true })
    })

    it.each([
      ['of three bytes each', '가', 133_333],
      ['of two UTF-16 units each', '😀', 100_000],
    ])('cuts an answer that no item holds between two characters %s', async (_, char, kept) => {
      const asked = await store.start(user, 'A title', 'Why?')
      await store.answer(asked, char.repeat(200_000))
      const { messages } = (await store.read(user, asked.chat.id)) ?? {}
      expect(messages?.at(-1)).toEqual({
        role: 'assistant',
        content: char.repeat(kept),
        incomplete: true,
      })
    })

    it('moves its time forward alone', async () => {
      const { chat } = await chatWith('an answer')
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + day })
      const later = await store.ask(chat, 'tomorrow')
      vi.useRealTimers()
      expect(later?.chat.updated_at.localeCompare(chat.updated_at)).toBe(1)
      expect((await store.ask(chat, 'today'))?.chat).toEqual(later?.chat)
      expect(await store.find(user, chat.id)).toEqual(later?.chat)
    })
  })

  describe('the chats of a user', () => {
    it('are listed newest first, page by page', async () => {
      vi.useFakeTimers({ toFake: ['Date'] })
      const ids: string[] = []
      for (const title of ['a', 'b', 'c']) {
        ids.unshift((await store.start(user, title, 'Why?')).chat.id)
        vi.setSystemTime(Date.now() + 1_000)
      }
      const first = await store.list(user, { limit: 2 })
      expect(first.chats.map(({ id }) => id)).toEqual(ids.slice(0, 2))
      const second = await store.list(user, { limit: 2, cursor: String(first.cursor) })
      expect(second).toEqual({ chats: [expect.objectContaining({ id: ids[2], title: 'a' })] })
      expect(await store.list(newUser())).toEqual({ chats: [] })
    })

    it('come with a cursor that is good for this user alone', async () => {
      for (const title of ['a', 'b']) await store.start(user, title, 'Why?')
      const other = newUser()
      for (const title of ['c', 'd']) await store.start(other, title, 'Why?')
      const { cursor = '' } = await store.list(other, { limit: 1 })
      const cause = { package: 'middy-chat/chat-history' }
      const refused = { statusCode: 400, code: 'invalid_cursor', retryable: false, cause }
      const own = String((await store.list(user, { limit: 1 })).cursor)
      for (const bad of [
        `${own}.more`,
        cursor,
        cursor.slice(1),
        `${cursor}=`,
        '',
        '.',
        'a.b.c',
        absent,
      ]) {
        await expect(store.list(user, { cursor: bad })).rejects.toMatchObject(refused)
      }
    })

    it('are theirs alone, whatever place somebody else forges', async () => {
      const other = newUser()
      const { chat } = await store.start(other, 'a', 'Why?')
      await store.start(other, 'b', 'Why?')
      const { chat: own } = await store.start(user, 'c', 'Why?')
      for (const place of [
        [chat.updated_at, chat.id],
        ['9999-01-01T00:00:00.000Z', chat.id],
      ]) {
        const { chats } = await store.list(user, { cursor: makeCursor([user], place) })
        for (const { id } of chats) expect(id).toBe(own.id)
      }
      const cursor = makeCursor([user, chat.id], ['f'])
      expect(await store.read(user, chat.id, { cursor })).toBeUndefined()
    })
  })

  describe('a long chat', () => {
    it('is read from its end, page by page', async () => {
      const { chat } = await store.start(user, 'A title', 'the first')
      await seedMessages(tables, chat, 120, 10)
      const newest = await store.read(user, chat.id)
      expect(newest?.messages).toHaveLength(100)
      const oldest = await store.read(user, chat.id, { cursor: String(newest?.cursor) })
      expect(oldest?.cursor).toBeUndefined()
      expect(contents(oldest?.messages).concat(contents(newest?.messages))).toEqual([
        'the first',
        ...Array.from({ length: 120 }, (_, at) => `${at}`.padEnd(10)),
      ])
      expect(contents(await store.newest(user, chat.id, 2))).toEqual(
        contents(newest?.messages.slice(-2)),
      )
      const { chat: another } = await store.start(user, 'Another', 'Why?')
      await expect(
        store.read(user, another.id, { cursor: String(newest?.cursor) }),
      ).rejects.toMatchObject({ code: 'invalid_cursor' })
    })
  })

  describe('a chat of another user', () => {
    it.each([
      ['a part of theirs', 'a#b', 'a'],
      ['of names that objects have', '__proto__', 'constructor'],
      ['as long as a key, and longer', 'x'.repeat(1024), 'x'.repeat(1025)],
      ['in any script', '사용자 😀', '사용자'],
      ['with the character that stands in the key', 'a.b', 'a'],
      ['that no UTF-8 has', '\ufffd', '\ud800'],
      ['that look the same', 'é', 'e\u0301'],
      ['of an expression', "' OR user_id = :user", ':user'],
    ])('is not there for a user by a name %s', async (_, owner, stranger) => {
      const { chat } = await store.start(owner, 'A title', 'Why?')
      expect(await store.find(owner, chat.id)).toEqual(chat)

      expect(await store.find(stranger, chat.id)).toBeUndefined()
      expect(await store.read(stranger, chat.id)).toBeUndefined()
      expect(await store.newest(stranger, chat.id, 10)).toEqual([])
      expect(await store.remove(stranger, chat.id)).toBe(false)
      expect((await store.list(stranger)).chats).toEqual([])

      expect(await store.read(owner, chat.id)).toEqual({
        chat,
        messages: [{ id: aUuid, role: 'user', content: 'Why?' }],
      })
      expect(await store.remove(owner, chat.id)).toBe(true)
    })

    it.each([
      ['that is nowhere', absent],
      ['that is empty', ''],
      ['that is no UUID', 'no-id'],
      ['that is almost one', `${absent}#`],
      ['that is too long', 'x'.repeat(3_000)],
      ['that no UTF-8 has', '\ud800'],
    ])('is as little there as one by an id %s', async (_, id) => {
      expect(await store.find(user, id)).toBeUndefined()
      expect(await store.read(user, id)).toBeUndefined()
      expect(await store.remove(user, id)).toBe(false)
    })
  })

  describe('a removal', () => {
    it('leaves nothing of the chat, and all of the others', async () => {
      const { chat } = await chatWith('an answer', 'another')
      const { chat: other } = await chatWith('an answer')
      expect(await store.remove(user, chat.id)).toBe(true)
      expect(await everythingOf(tables, chat.id)).toEqual([])
      expect(await store.remove(user, chat.id)).toBe(false)
      expect((await store.list(user)).chats).toEqual([other])
      expect(await everythingOf(tables, other.id)).toHaveLength(3)
    })

    it('is not undone by an answer or a question that comes late', async () => {
      const asked = await chatWith('an answer')
      await store.remove(user, asked.chat.id)
      await store.answer(asked, 'a late one')
      expect(await store.ask(asked.chat, 'a late one')).toBeUndefined()
      expect(await everythingOf(tables, asked.chat.id)).toEqual([])
    })
  })

  describe('what has expired', () => {
    it('is not there, although DynamoDB still has it', async () => {
      const mortal = chatStore({ ...tables, ttlDays: 2 })
      const asked = await mortal.start(user, 'A title', 'Why?')
      await mortal.answer(asked, 'Because.')
      const { id } = asked.chat
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * day + 1_000 })
      expect(await mortal.find(user, id)).toBeUndefined()
      expect(await mortal.read(user, id)).toBeUndefined()
      expect(await mortal.newest(user, id, 10)).toEqual([])
      expect(await mortal.list(user)).toEqual({ chats: [] })
      expect(await everythingOf(tables, id)).toHaveLength(3)
      expect(await mortal.remove(user, id)).toBe(false)
      expect(await everythingOf(tables, id)).toEqual([])
    })

    it('does not include a chat that was asked something meanwhile', async () => {
      const mortal = chatStore({ ...tables, ttlDays: 2 })
      const { chat } = await mortal.start(user, 'A title', 'Why?')
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + day })
      await mortal.ask(chat, 'And now?')
      vi.setSystemTime(Date.now() + 1.5 * day)
      expect(contents((await mortal.read(user, chat.id))?.messages)).toEqual(['And now?'])
    })
  })

  it('keeps a chat for ever that is asked something after the term was given up', async () => {
    const mortal = chatStore({ ...tables, ttlDays: 1 })
    const { chat } = await mortal.start(user, 'A title', 'Why?')
    await store.ask(chat, 'And now?')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * day })
    expect(contents((await store.read(user, chat.id))?.messages)).toEqual(['And now?'])
  })

  it('keeps 50 turns that come at once, each question with its answer', async () => {
    const { chat } = await store.start(user, 'A title', 'question 0')
    ownTime()
    expect((await askAtOnce(store, chat, 50)).toSorted()).toEqual(numbers)
  })
}

describe('the store on the twin', () => {
  let dynamodb: DynamoDb
  afterAll(() => dynamodb.close())

  keepsChats(async () => {
    const twin = await startTables()
    dynamodb = twin.dynamodb
    return twin.tables
  })
})

describe.skipIf(!moto)('the store on moto', () => keepsChats(() => createTables(String(moto))))
