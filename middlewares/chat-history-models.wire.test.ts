import middy, { type MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { startTables, type TestTables } from '../test/support/chat-tables.ts'
import { type Heard, wiredModels } from '../test/support/wired-models.ts'
import type { DynamoDb } from '../twin/services/dynamodb.ts'
import type { ModelServer } from '../twin/services/model-server.ts'
import { functionUrlEvent } from '../twin/testing/event-shapes.ts'
import { invoke } from '../twin/testing/invoke.ts'
import { chatHistory } from './chat-history.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonBody } from './json-body.ts'
import { jsonErrors } from './json-errors.ts'

const learner: MiddlewareObj<unknown, unknown, Error, Context & { claims: { sub: string } }> = {
  before: ({ context }) => {
    context.claims = { sub: 'learner' }
  },
}
const schema = z.object({ prompt: z.string(), chat_id: z.optional(z.string()) })

let dynamodb: DynamoDb
let tables: TestTables
beforeAll(async () => {
  ;({ dynamodb, tables } = await startTables())
})
afterAll(() => dynamodb.close())

describe.each(wiredModels)('a chat kept for $name', ({ start, make, answer, heard }) => {
  let server: ModelServer<unknown>
  const asked: Heard[] = []
  beforeAll(async () => {
    server = await start()
    server.script((request, writer) => {
      asked.push(heard(request))
      return writer.write(answer(`Answer ${asked.length}.`))
    })
  })
  afterAll(() => server.close())

  const history = () => chatHistory(tables)
  const stack = () => {
    const model = make(server.url)
    return middy(streaming)
      .use(jsonErrors())
      .use(eventStream())
      .use(learner)
      .use(jsonBody({ schema }))
      .use(history())
      .handler(({ body }, { chat, signal }) =>
        model.answer({ system: '', user: body.prompt, history: chat.history }, { signal }),
      )
  }
  const ask = async (prompt: string, chat_id?: string) => {
    const body = JSON.stringify({ prompt, chat_id })
    const headers = { 'content-type': 'application/json' }
    const { frames } = await invoke(stack(), functionUrlEvent({ headers, body }))
    const [chat] = frames.filter((frame) => 'event' in frame && frame.event === 'chat')
    expect(frames.at(-1)).toMatchObject({ data: '[DONE]' })
    return (chat as unknown as { data: { id: string } }).data.id
  }

  it('is sent with the next question, as it is stored', async () => {
    const id = await ask('Is it blue\ud83d?')
    await ask('Why?', id)
    expect(asked.map(({ turns }) => turns)).toEqual([
      [['user', 'Is it blue\ufffd?']],
      [
        ['user', 'Is it blue\ufffd?'],
        ['assistant', 'Answer 1.'],
        ['user', 'Why?'],
      ],
    ])
    const stored = await history().chats.read('learner', id)
    expect(stored?.chat.title).toBe('Is it blue\ufffd?')
    expect(stored?.messages.map(({ content }) => content)).toEqual([
      'Is it blue\ufffd?',
      'Answer 1.',
      'Why?',
      'Answer 2.',
    ])
  })
})
