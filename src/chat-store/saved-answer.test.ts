import { describe, expect, it, vi } from 'vitest'
import type { Answer, AnswerEvent } from '../answer/answer.ts'
import type { ChatWriter } from './chat-writer.ts'
import { historyUnavailable } from './errors.ts'
import { savedAnswer } from './saved-answer.ts'

const time = '2026-05-01T12:00:00.000Z'
const chat = { id: 'a', user_id: 'b', title: 'Why?', created_at: time, updated_at: time }
const asked = { chat, turn: 'c' }
const named: AnswerEvent = { type: 'data', name: 'chat', data: { id: 'a', title: 'Why?' } }
const text = (said: string): AnswerEvent => ({ type: 'text', text: said })
const finish = (reason: 'stop' | 'length' | 'refused' = 'stop'): AnswerEvent => ({
  type: 'finish',
  reason,
})
const usage: AnswerEvent = { type: 'usage', inputTokens: 1, outputTokens: 2 }

async function* answering(steps: readonly (AnswerEvent | Error)[]): Answer {
  for (const step of steps) {
    if (step instanceof Error) throw step
    yield step
  }
}

const saving = (steps: readonly (AnswerEvent | Error)[], fail?: Error) => {
  const seen: unknown[] = []
  const answer = vi.fn<ChatWriter['answer']>(async () => {
    seen.push('saved')
    if (fail) throw fail
  })
  const read = async () => {
    for await (const event of savedAnswer(answering(steps), asked, { answer })) seen.push(event)
  }
  return { answer, seen, read }
}

describe('a saved answer', () => {
  it('names its chat first, and is saved before its finish', async () => {
    const { answer, seen, read } = saving([text('Be'), text('cause.'), usage, finish()])
    await read()
    expect(seen).toEqual([named, text('Be'), text('cause.'), usage, 'saved', finish()])
    expect(answer.mock.calls).toEqual([[asked, 'Because.', { incomplete: false }]])
  })

  it.each<[string, (AnswerEvent | Error)[], boolean]>([
    ['is cut at its limit', [text('B'), finish('length')], false],
    ['tells its usage last', [text('B'), finish(), usage], false],
    ['is refused', [text('B'), finish('refused')], true],
    ['has no finish', [text('B'), usage], true],
  ])('that %s is saved once', async (_, steps, incomplete) => {
    const { answer, read } = saving(steps)
    await read()
    expect(answer.mock.calls).toEqual([[asked, 'B', { incomplete }]])
  })

  it('without text is not saved', async () => {
    for (const steps of [[finish()], [usage], [text(''), finish('refused')]]) {
      const { answer, read } = saving(steps)
      await read()
      expect(answer).not.toHaveBeenCalled()
    }
  })

  it('that fails is saved as far as it came, and fails as it did', async () => {
    const own = new Error('own')
    const { answer, read } = saving([text('B'), own])
    await expect(read()).rejects.toBe(own)
    expect(answer.mock.calls).toEqual([[asked, 'B', { incomplete: true }]])
  })

  it('whose reader leaves is saved as far as it was read', async () => {
    const { answer } = saving([])
    const events = savedAnswer(answering([text('Be'), text('cause.')]), asked, { answer })
    await events.next()
    await events.next()
    await events.return()
    expect(answer.mock.calls).toEqual([[asked, 'Be', { incomplete: true }]])
  })
})

describe('an answer that cannot be saved', () => {
  const unsaved = { statusCode: 503, code: 'history_not_saved' }

  it.each<[string, (AnswerEvent | Error)[]]>([
    ['its finish', [text('B'), finish()]],
    ['its own error', [text('B'), new Error('own')]],
    ['its end', [text('B')]],
  ])('says so in the place of %s, and why in the log', async (_, steps) => {
    const { answer, seen, read } = saving(steps, historyUnavailable('chats', 'SomeException'))
    const cause = { package: 'middy-chat/chat-history', table: 'chats', error: 'SomeException' }
    const error: unknown = await read().catch((reason: unknown) => reason)
    expect(error).toMatchObject(unsaved)
    expect((error as Error).cause).toEqual(cause)
    expect(seen).toEqual([named, text('B'), 'saved'])
    expect(answer).toHaveBeenCalledOnce()
  })

  it('says nothing of an error that is not ours', async () => {
    const { read } = saving([text('B'), finish()], new Error('secret'))
    const error: unknown = await read().catch((reason: unknown) => reason)
    expect(error).toMatchObject(unsaved)
    expect((error as Error).cause).toEqual({ package: 'middy-chat/chat-history' })
  })
})
