import { describe, expect, it, vi } from 'vitest'
import type { ChatEvent, ChatRequest, TutorClient } from '../tutor/tutor-client.ts'
import { createConversation } from './conversation.ts'

/** A client that yields the events that a test gives it. */
const scripted = () => {
  const requests: ChatRequest[] = []
  const signals: (AbortSignal | undefined)[] = []
  const questions: (number | undefined)[] = []
  let controller: ReadableStreamDefaultController<ChatEvent>
  const client: TutorClient = {
    async *ask(request, { signal, question } = {}) {
      requests.push(request)
      signals.push(signal)
      questions.push(question)
      const stream = new ReadableStream<ChatEvent>({
        start: (given) => {
          controller = given
        },
      })
      yield* stream
    },
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve))
  const say = async (...events: ChatEvent[]) => {
    for (const event of events) controller.enqueue(event)
    await settle()
  }
  const end = async () => {
    controller.close()
    await settle()
  }
  return {
    asking: { client, problemDetails: {}, userCode: '' },
    requests,
    signals,
    questions,
    say,
    end,
    settle,
  }
}

const text = (text: string): ChatEvent => ({ type: 'text', text })

const start = async () => {
  const frames: (() => void)[] = []
  const conversation = createConversation([], (show) => frames.push(show))
  const server = scripted()
  conversation.ask(server.asking, 'Why?')
  await server.settle()
  const reply = () => conversation.state().messages.at(-1)
  const drawFrame = () =>
    frames.splice(0).forEach((show) => {
      show()
    })
  return { conversation, server, frames, reply, drawFrame }
}

describe('createConversation', () => {
  it('shows the text once per frame, and its end without one', async () => {
    const { conversation, server, frames, reply, drawFrame } = await start()
    expect(conversation.state().status).toBe('waiting')
    const listener = vi.fn()
    conversation.subscribe(listener)
    await server.say(...Array.from({ length: 500 }, () => text('x')))
    expect(frames).toHaveLength(1)
    expect(listener).not.toHaveBeenCalled()
    drawFrame()
    expect(listener).toHaveBeenCalledOnce()
    expect(reply()).toMatchObject({ content: 'x'.repeat(500), state: 'streaming' })
    await server.say(text('y'), { type: 'finish', reason: 'stop' })
    await server.end()
    expect(reply()).toMatchObject({ content: `${'x'.repeat(500)}y`, state: 'complete' })
    expect(conversation.state().status).toBe('idle')
    drawFrame()
    expect(listener).toHaveBeenCalledTimes(2)
  })

  it('stops at once, keeps the text so far, and ignores later events', async () => {
    const { conversation, server, reply } = await start()
    await server.say(text('Half'))
    conversation.stop()
    expect(reply()).toMatchObject({ content: 'Half', state: 'stopped' })
    expect(server.signals[0]?.aborted).toBe(true)
    await server.say(text(' more'))
    expect(reply()).toMatchObject({ content: 'Half', state: 'stopped' })
  })

  it('keeps the text that came before an error', async () => {
    const { server, reply } = await start()
    const error = { code: 'model_stalled', message: 'Stalled.', retryable: true }
    await server.say(text('Half'), { type: 'error', ...error })
    await server.end()
    expect(reply()).toMatchObject({ content: 'Half', state: 'failed', error })
  })

  it.each(['length', 'refused'] as const)('keeps the finish reason %s', async (reason) => {
    const { server, reply } = await start()
    await server.say(text('Half'), { type: 'finish', reason })
    await server.end()
    expect(reply()).toMatchObject({ state: 'complete', finish: reason })
  })

  it('replaces the last answer when it is retried, with the same question', async () => {
    const { conversation, server, reply } = await start()
    await server.say({ type: 'error', code: 'network', message: '', retryable: true })
    await server.end()
    conversation.retry(server.asking)
    await server.settle()
    expect(server.requests.map(({ query, history }) => [query, history])).toEqual([
      ['Why?', []],
      ['Why?', []],
    ])
    await server.say(text('So.'))
    await server.end()
    expect(conversation.state().messages).toHaveLength(2)
    expect(reply()).toMatchObject({ content: 'So.', state: 'complete' })
  })

  it('asks a question again in other words, under its number and without its answer', async () => {
    const { conversation, server, reply } = await start()
    await server.say(text('Because.'))
    await server.end()
    conversation.ask(server.asking, 'And?')
    await server.settle()
    await server.end()
    conversation.retry(server.asking, { query: 'And now?' })
    await server.settle()
    await server.say(text('So.'))
    await server.end()
    expect(server.requests.map(({ query, history }) => [query, history.length])).toEqual([
      ['Why?', 0],
      ['And?', 2],
      ['And now?', 2],
    ])
    expect(server.questions).toEqual([1, 3, 3])
    expect(conversation.state().messages).toMatchObject([
      { content: 'Why?' },
      { content: 'Because.' },
      { id: 3, content: 'And now?' },
      { content: 'So.' },
    ])
    expect(reply()).toMatchObject({ content: 'So.', state: 'complete' })
  })

  it('asks an earlier question again, in place of all messages after it', async () => {
    const { conversation, server } = await start()
    await server.end()
    conversation.ask(server.asking, 'And?')
    await server.settle()
    await server.end()
    conversation.retry(server.asking, { query: 'Why so?', question: 1 })
    await server.settle()
    await server.end()
    expect(server.requests.at(-1)).toMatchObject({ query: 'Why so?', history: [] })
    expect(conversation.state().messages).toMatchObject([{ id: 1, content: 'Why so?' }, { id: 5 }])
    conversation.ask(server.asking, 'Then?')
    await server.settle()
    expect(server.questions).toEqual([1, 3, 1, 6])
  })

  it('asks no question again that is not there', async () => {
    const { conversation, server } = await start()
    await server.end()
    conversation.retry(server.asking, { question: 2 })
    expect(server.requests).toHaveLength(1)
  })

  it('asks a question again that was never answered', async () => {
    const earlier = [{ id: 1, role: 'user', content: 'Why?' }] as const
    const conversation = createConversation(earlier, () => {})
    const server = scripted()
    conversation.retry(server.asking)
    await server.settle()
    expect(server.requests).toMatchObject([{ query: 'Why?', history: [] }])
    expect(conversation.state().messages).toMatchObject([{ id: 1 }, { state: 'waiting' }])
  })

  it('asks one question at a time', async () => {
    const { conversation, server } = await start()
    conversation.ask(server.asking, 'And?')
    conversation.retry(server.asking)
    await server.settle()
    expect(server.requests).toHaveLength(1)
  })

  it('continues earlier messages, with new ids', async () => {
    const conversation = createConversation(
      [
        { id: 1, role: 'user', content: 'Why?' },
        { id: 2, role: 'model', content: 'Because.', state: 'complete' },
      ],
      () => {},
    )
    const server = scripted()
    conversation.ask(server.asking, 'And?')
    await server.settle()
    expect(conversation.state().messages.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(server.requests).toMatchObject([
      { query: 'And?', history: [{ content: 'Why?' }, { content: 'Because.' }] },
    ])
  })

  it.each(['waiting', 'streaming'] as const)(
    'shows an earlier answer that was %s as stopped, and can retry it',
    async (before) => {
      const conversation = createConversation(
        [
          { id: 1, role: 'user', content: 'Why?' },
          { id: 2, role: 'model', content: 'Bec', state: before },
        ],
        () => {},
      )
      expect(conversation.state()).toMatchObject({
        status: 'idle',
        messages: [{ content: 'Why?' }, { content: 'Bec', state: 'stopped' }],
      })
      const server = scripted()
      conversation.retry(server.asking)
      await server.settle()
      expect(server.requests).toMatchObject([{ query: 'Why?' }])
    },
  )

  it('ends with a failed answer when a client throws', async () => {
    const conversation = createConversation([], () => {})
    const client = {
      ask(): AsyncGenerator<ChatEvent> {
        throw new Error('a fault of the host')
      },
    }
    conversation.ask({ client, problemDetails: {}, userCode: '' }, 'Why?')
    await new Promise((resolve) => setTimeout(resolve))
    expect(conversation.state().messages.at(-1)).toMatchObject({
      state: 'failed',
      error: { code: 'unexpected' },
    })
  })
})
