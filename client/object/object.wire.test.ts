import { afterEach, describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import {
  done,
  finish,
  named,
  startScripted,
  text,
  usage,
  writing,
} from '../../twin/testing/scripted-server.ts'
import type { ChatsEvent } from '../chats/chats-client.ts'
import { type ChatEvent, createTutorClient } from '../tutor/tutor-client.ts'
import { type DeepPartial, objectEvents } from './object.ts'
import { partialObject } from './partial-object.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

const quizSchema = z.object({
  title: z.string(),
  level: z.enum(['easy', 'hard']),
  questions: z.array(z.object({ text: z.string(), points: z.number() })),
})
type Quiz = z.infer<typeof quizSchema>

const quiz: Quiz = { title: '정렬 😀', level: 'hard', questions: [{ text: 'Why?\n', points: 12 }] }
const json = JSON.stringify(quiz)

const question = { problemDetails: {}, userCode: '', history: [], query: 'A quiz, please.' }
const finished = { type: 'finish', reason: 'stop' }
const invalid = {
  type: 'error',
  code: 'model_invalid',
  message: expect.any(String),
  retryable: true,
}

/** The events that a client reads over the wire from an answer with these frames. */
const ask = async (...frames: string[]) => {
  const { url, close } = await startScripted(writing(() => frames))
  closing.push(close)
  return createTutorClient({ endpoint: url, getToken: async () => 'token' }).ask(question)
}

const pieces = (whole: string, size: number) =>
  Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
    whole.slice(at * size, (at + 1) * size),
  )

async function* stream(...events: ChatEvent[]) {
  yield* events
}

const said = (...texts: string[]) => texts.map((each) => ({ type: 'text', text: each }) as const)

describe('a structured answer', () => {
  it('yields text and partial values, then the whole value, then its finish', async () => {
    const frames = [
      '{"title":"정렬',
      ' 😀","level":"ha',
      'rd","questions":[{"text":"Why?\\n","points":1',
      '2}]}',
    ]
    expect(frames.join('')).toBe(json)
    const events = objectEvents(await ask(...frames.map(text), usage + finish + done), {
      schema: quizSchema,
    })
    const [first, second, third, fourth] = said(...frames)
    expect(await Array.fromAsync(events)).toEqual([
      first,
      { type: 'partial', value: { title: '정렬' } },
      second,
      { type: 'partial', value: { title: '정렬 😀', level: 'ha' } },
      third,
      {
        type: 'partial',
        value: { title: '정렬 😀', level: 'hard', questions: [{ text: 'Why?\n' }] },
      },
      fourth,
      { type: 'partial', value: quiz },
      { type: 'usage', inputTokens: 3, outputTokens: 5 },
      { type: 'object', value: quiz },
      finished,
    ])
  })

  it.each([1, 2, 3, 7, 40, 1000])('in pieces of %i ends with the same value', async (size) => {
    const events = await Array.fromAsync(
      objectEvents(await ask(...pieces(json, size).map(text), finish + done), {
        schema: quizSchema,
      }),
    )
    expect(events.slice(-2)).toEqual([{ type: 'object', value: quiz }, finished])
    const partials = events.filter(({ type }) => type === 'partial')
    expect(partials.at(-1)).toEqual({ type: 'partial', value: quiz })
  })

  it('without a schema is the parsed JSON', async () => {
    const events = objectEvents<number>(
      stream(...said('4', '2'), { type: 'finish', reason: 'stop' }),
    )
    expect(await Array.fromAsync(events)).toEqual([
      ...said('4', '2'),
      { type: 'object', value: 42 },
      finished,
    ])
  })

  it('yields no value twice', async () => {
    const texts = said(' ', '{', '"a', '":', ' ', '"b', '"', ' ', '}', '\n')
    const events = await Array.fromAsync(objectEvents(stream(...texts)))
    expect(events.filter(({ type }) => type === 'partial')).toEqual([
      { type: 'partial', value: {} },
      { type: 'partial', value: { a: 'b' } },
    ])
  })

  it('is the output of its schema', async () => {
    const schema = z.object({ due: z.string().transform(async (date) => new Date(date)) })
    const events = objectEvents(
      stream(...said('{"due":"2027-01-01"}'), { type: 'finish', reason: 'stop' }),
      { schema },
    )
    for await (const event of events) {
      if (event.type === 'partial') expectTypeOf(event.value).toEqualTypeOf<{ due?: string }>()
      if (event.type === 'object') expect(event.value.due.getUTCFullYear()).toBe(2027)
    }
    expect.assertions(1)
  })

  it('closes the connection when the loop is left', async () => {
    const { url, close, calls } = await startScripted(async (writer) => {
      await writer.write(text('{"a":"b'))
      await writer.hang()
    })
    closing.push(close)
    const client = createTutorClient({ endpoint: url, getToken: async () => 'token' })
    for await (const { type } of objectEvents(client.ask(question))) if (type === 'partial') break
    await calls[0]?.left
  })

  it('throws the error that its events throw', async () => {
    const { url, close } = await startScripted((writer) => writer.hang())
    closing.push(close)
    const reason = new Error('stopped by the user')
    const client = createTutorClient({ endpoint: url, getToken: async () => 'token' })
    const events = objectEvents(client.ask(question, { signal: AbortSignal.abort(reason) }))
    await expect(events.next()).rejects.toBe(reason)
  })
})

describe('an answer without an object', () => {
  const last = async (schema: typeof quizSchema | undefined, ...frames: string[]) => {
    const events = await Array.fromAsync(objectEvents(await ask(...frames), schema && { schema }))
    expect(events.filter(({ type }) => type === 'finish' || type === 'error')).toHaveLength(1)
    expect(events.map(({ type }) => type)).not.toContain('object')
    return events.at(-1)
  }

  it.each([
    ['nothing', ''],
    ['prose', 'Sure! Here is a quiz.'],
    ['a fenced document', `\`\`\`json\n${json}\n\`\`\``],
    ['half a document', json.slice(0, -1)],
    ['a document and more', `${json}.`],
    ['a trailing comma', '{"a":1,}'],
  ])('of %s is model_invalid', async (_, whole) => {
    expect(await last(undefined, text(whole), finish + done)).toEqual(invalid)
  })

  it.each([
    ['a missing key', { title: 'a', level: 'easy' }],
    ['a value outside the enumeration', { ...quiz, level: 'medium' }],
  ])('with %s is model_invalid', async (_, other) => {
    expect(await last(quizSchema, text(JSON.stringify(other)), finish + done)).toEqual(invalid)
  })

  it.each([json, json.slice(0, 40)])(
    'that was cut at the length limit is model_invalid, and not retryable: %s',
    async (whole) => {
      const cut = named('finish', { reason: 'length' })
      const error = { ...invalid, retryable: false }
      expect(await last(quizSchema, text(whole), cut + done)).toEqual(error)
    },
  )

  it('that the model declined is answer_refused', async () => {
    const refused = named('finish', { reason: 'refused' })
    expect(await last(quizSchema, text(json), refused + done)).toEqual({
      type: 'error',
      code: 'answer_refused',
      message: 'The model declined to answer this.',
      retryable: false,
    })
  })

  it('ends with the error of the stream, even if all of its text has arrived', async () => {
    const error = { code: 'model_stalled', message: 'The model fell silent.', retryable: true }
    expect(await last(quizSchema, text(json), named('error', error))).toEqual({
      type: 'error',
      ...error,
    })
    expect(await last(quizSchema, text(json), finish)).toMatchObject({ code: 'truncated' })
  })

  it('adds no event when its events end without a finish', async () => {
    const events = await Array.fromAsync(objectEvents(stream(...said(json))))
    expect(events.map(({ type }) => type)).toEqual(['text', 'partial'])
  })
})

describe('a long answer', () => {
  const items = Array.from({ length: 2500 }, (_, at) => `Item ${at}, with some more to read.`)
  const long = JSON.stringify(items)
  const partials = async (...events: ChatEvent[]) => {
    const seen = await Array.fromAsync(objectEvents<string[]>(stream(...events)))
    return seen.flatMap((event) => (event.type === 'partial' ? [event.value] : []))
  }

  it('is parsed again when it has grown by a 64th', async () => {
    const texts = said(...pieces(long, 40))
    expect(texts.length).toBeGreaterThan(2200)
    const seen = await partials(...texts)
    expect(seen.length).toBeLessThan(310)
    const grown = seen.map((value) => JSON.stringify(value).length)
    const leaps = grown.slice(1).map((length, at) => length - (grown[at] ?? 0))
    expect(Math.max(...leaps)).toBeLessThan(long.length / 64 + 40)
  })

  it.each<ChatEvent>([
    { type: 'finish', reason: 'length' },
    { type: 'error', code: 'truncated', message: 'It broke off.', retryable: true },
  ])('yields a partial value of all of its text before %j', async (end) => {
    const half = long.slice(0, -2000)
    const seen = await partials(...said(...pieces(half, 40)), end)
    expect(seen.at(-1)).toEqual(partialObject(half))
  })
})

describe('the types', () => {
  it('of a partial value are those of incomplete JSON', () => {
    expectTypeOf<DeepPartial<Quiz>>().toEqualTypeOf<{
      title?: string
      level?: string
      questions?: { text?: string; points?: number }[]
    }>()
    expectTypeOf<DeepPartial<unknown>>().toEqualTypeOf<unknown>()
    expectTypeOf<DeepPartial<string | null>>().toEqualTypeOf<string | null>()
    expectTypeOf<DeepPartial<readonly [1, boolean]>>().toEqualTypeOf<(1 | boolean)[]>()
  })

  it('of the events are those of the schema, plus the other events of the client', () => {
    const ofSchema = (events: AsyncGenerator<ChatEvent>) =>
      objectEvents(events, { schema: quizSchema })
    type Event = Awaited<ReturnType<ReturnType<typeof ofSchema>['next']>>['value']
    expectTypeOf<Extract<Event, { type: 'object' }>['value']>().toEqualTypeOf<Quiz>()
    expectTypeOf<Extract<Event, { type: 'partial' }>['value']>().toEqualTypeOf<DeepPartial<Quiz>>()
    expectTypeOf<Extract<Event, { type: 'finish' }>['reason']>().toEqualTypeOf<'stop'>()

    const ofChats = (events: AsyncGenerator<ChatsEvent>) =>
      objectEvents(events, { schema: quizSchema })
    type OfChats = Awaited<ReturnType<ReturnType<typeof ofChats>['next']>>['value']
    expectTypeOf<Exclude<OfChats, Event>>().toEqualTypeOf<{
      type: 'chat'
      id: string
      title: string
    }>()
  })
})
