import { describe, expect, it } from 'vitest'
import { chatRequest, describeChatFaults, renameRequest } from './request.ts'

const id = '0198c0de-0000-7000-8000-000000000000'
const faultsOf = (body: unknown) => {
  const { error } = chatRequest.safeParse(body)
  return error && describeChatFaults(error.issues)
}

describe('chatRequest', () => {
  it.each([
    { prompt: 'Hello' },
    { prompt: ' 안녕? ', chat_id: id },
    { prompt: 'Hello', chat_id: id.toUpperCase() },
    { prompt: 'Hello', chat_id: null },
    { prompt: 'Hello', chat_id: id, question_id: id },
    { prompt: 'Hello', chat_id: id, question_id: null, replaces: id },
    { prompt: 'x'.repeat(16_000) },
  ])('takes %j as it is', (body) => {
    expect(chatRequest.parse(body)).toEqual(body)
  })

  it('takes half a character as U+FFFD, as it is stored and sent', () => {
    expect(chatRequest.parse({ prompt: 'a\ud83d' })).toEqual({ prompt: 'a\ufffd' })
  })

  it('leaves out what it does not know', () => {
    expect(chatRequest.parse({ prompt: 'Hi', user_id: 'somebody' })).toEqual({ prompt: 'Hi' })
  })
})

describe('describeChatFaults', () => {
  it.each<[unknown, string]>([
    [{}, "Field 'prompt' is required"],
    [{ prompt: '' }, "Field 'prompt' is required"],
    [{ prompt: ' \n' }, "Field 'prompt' is required"],
    [{ prompt: 42 }, "Field 'prompt' must be a string"],
    [{ prompt: null }, "Field 'prompt' must be a string"],
    [{ prompt: 'x'.repeat(16_001) }, "Field 'prompt' must have at most 16000 characters"],
    [{ prompt: 'Hi', chat_id: 'a#b' }, "Field 'chat_id' must be the id of a chat"],
    [{ prompt: 'Hi', chat_id: 7 }, "Field 'chat_id' must be the id of a chat"],
    [{ prompt: 'Hi', question_id: 'a' }, "Field 'question_id' must be a UUID"],
    [{ prompt: 'Hi', replaces: 'a' }, "Field 'replaces' must be the id of a question"],
    [{ prompt: 'Hi', until: 'a' }, "Field 'until' must be the id of a question"],
    [{ chat_id: '' }, "Field 'prompt' is required; Field 'chat_id' must be the id of a chat"],
    [[], 'The body must be an object'],
    [null, 'The body must be an object'],
  ])('says of %j: %s', (body, sentence) => {
    expect(faultsOf(body)).toBe(sentence)
  })
})

describe('renameRequest', () => {
  it.each([
    ['Graphs', 'Graphs'],
    [' 그래프\n😀 ', '그래프 😀'],
    ['a\u202eb\u0000c\ud83d', 'ab c\ufffd'],
    ['x'.repeat(100), 'x'.repeat(100)],
  ])('takes %j as one line', (title, line) => {
    expect(renameRequest.parse({ title })).toEqual({ title: line })
  })

  it.each<[unknown, string]>([
    [{}, "Field 'title' is required"],
    [{ title: ' ' }, "Field 'title' is required"],
    [{ title: '\u202e' }, "Field 'title' is required"],
    [{ title: 7 }, "Field 'title' must be a string"],
    [{ title: 'x'.repeat(101) }, "Field 'title' must have at most 100 characters"],
    [[], 'The body must be an object'],
  ])('refuses %j: %s', (body, sentence) => {
    const { error } = renameRequest.safeParse(body)
    expect(error && describeChatFaults(error.issues)).toBe(sentence)
  })
})
