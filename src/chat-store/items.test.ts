import { afterEach, describe, expect, it, vi } from 'vitest'
import { chatIdOf, chatKey, chatOf, isAlive, messageItem, messageOf } from './items.ts'

const chatId = '01890000-0000-7000-8000-000000000000'
const turn = '01890000-0000-7000-8000-000000000001'

afterEach(() => {
  vi.useRealTimers()
})

describe('what is stored', () => {
  // Messages that were stored under another key are never found again.
  it.each([
    ['user-1', 'xsKJ5J6cBbIUWGA4e3O8sY30P7CaHkpKlxPHbIi7VBs'],
    ['사용자 😀', 'u6y3QrUboEI_V47squfKt_Hp07wciWOIkHrAn87m0tI'],
  ])('keeps the key of the messages of %s', (user, hash) => {
    expect(chatKey(chatId, user)).toBe(`${chatId}.${hash}`)
  })

  it('keeps the attributes of a message', () => {
    const written = { id: `${turn}.1`, role: 'assistant', content: 'Because.' } as const
    const item = {
      chat_key: { S: `${chatId}.xsKJ5J6cBbIUWGA4e3O8sY30P7CaHkpKlxPHbIi7VBs` },
      id: { S: `${turn}.1` },
      role: { S: 'assistant' },
      content: { S: 'Because.' },
    }
    const chat = { id: chatId, user_id: 'user-1' }
    expect(messageItem(chat, written)).toEqual(item)
    expect(messageOf(item)).toEqual(written)
    const broken = { ...item, incomplete: { BOOL: true } }
    expect(messageItem(chat, { ...written, incomplete: true })).toEqual(broken)
    expect(messageOf(broken)).toEqual({ ...written, incomplete: true })
  })

  it('keeps the attributes of a chat', () => {
    const item = {
      id: { S: chatId },
      user_id: { S: 'user-1' },
      title: { S: 'A title' },
      created_at: { S: '2026-05-01T12:00:00.000Z' },
      updated_at: { S: '2026-05-02T12:00:00.000Z' },
    }
    expect(chatOf({ ...item, expires_at: { N: '1' } })).toEqual({
      id: chatId,
      user_id: 'user-1',
      title: 'A title',
      created_at: '2026-05-01T12:00:00.000Z',
      updated_at: '2026-05-02T12:00:00.000Z',
    })
  })

  it('keeps a question as one', () => {
    const written = { id: `${turn}.0`, role: 'user', content: 'Why?' } as const
    expect(messageOf(messageItem({ id: chatId, user_id: 'a' }, written))).toEqual(written)
  })

  it('is read although an attribute is missing', () => {
    expect(messageOf({})).toEqual({ id: '', role: 'assistant', content: '' })
  })
})

it.each([
  ['01890000-0000-7000-8000-ABCDEFabcdef', '01890000-0000-7000-8000-abcdefabcdef'],
  ['no-id', undefined],
  ['', undefined],
])('the id of a chat is in lower case: %j', (given, id) => {
  expect(chatIdOf(given)).toBe(id)
})

describe('a message', () => {
  const kept = (content: string) => {
    const item = messageItem({ id: chatId, user_id: 'a' }, { id: 'a', role: 'user', content })
    return { length: item.content?.S?.length, isCut: item.incomplete !== undefined }
  }

  it.each([
    ['a', 400_000, 400_001],
    ['é', 200_000, 200_001],
    ['가', 133_333, 133_334],
    ['😀', 100_000, 100_001],
  ])('of %s alone is cut when it is longer than 400,000 bytes', (char, whole, cut) => {
    const length = whole * char.length
    expect(kept(char.repeat(whole))).toEqual({ length, isCut: false })
    expect(kept(char.repeat(cut))).toEqual({ length, isCut: true })
  })

  it('has U+FFFD in the place of half a character', () => {
    const item = messageItem(
      { id: chatId, user_id: 'a' },
      { id: 'a', role: 'user', content: 'a\ud83d' },
    )
    expect(item.content).toEqual({ S: 'a\ufffd' })
    expect(item.incomplete).toBeUndefined()
  })
})

describe('the end of an item', () => {
  it('comes in that second, although DynamoDB may return the item for days', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_699_999_999_999 })
    expect(isAlive({ expires_at: { N: '1700000000' } })).toBe(true)
    vi.setSystemTime(1_700_000_000_000)
    expect(isAlive({ expires_at: { N: '1700000000' } })).toBe(false)
    expect(isAlive({})).toBe(true)
  })
})
