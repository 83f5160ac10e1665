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
import { type DeepPartial, objectEvents, partialObject } from './object.ts'

describe('the value so far', () => {
  it.each<[string, unknown]>([
    ['', undefined],
    [' \r\n\t', undefined],
    ['{', {}],
    ['{"', {}],
    ['{"title', {}],
    ['{"title"', {}],
    ['{"title":', {}],
    ['{"title":"', { title: '' }],
    ['{"title":"Sort the ', { title: 'Sort the ' }],
    ['{"title":"Sort",', { title: 'Sort' }],
    ['{"title":"Sort","points": 1', { title: 'Sort' }],
    ['{"title":"Sort","points": 1,', { title: 'Sort', points: 1 }],
    ['{ "ok": t', { ok: true }],
    ['{ "ok": fals', { ok: false }],
    ['[n', [null]],
    ['[[1, 2', [[1]]],
    ['[[1, 2]', [[1, 2]]],
    ['[-', []],
    ['[1.5e', []],
    ['[1 ', []],
    ['[1.5e3]', [1500]],
    ['"half', 'half'],
    [' tr', true],
  ])('of %j is %j', (begun, value) => {
    expect(partialObject(begun)).toEqual(value)
  })

  it('of a number at the top level is unknown, for it may go on', () => {
    for (const begun of ['1', '12', '-', '-0', ' 12 ', '1e']) {
      expect(partialObject(begun)).toBeUndefined()
    }
  })

  it.each([
    ['["a\\', 'a'],
    ['["a\\\\', 'a\\'],
    ['["a\\n', 'a\n'],
    ['["a\\u', 'a'],
    ['["a\\u00', 'a'],
    ['["a\\u00e', 'a'],
    ['["a\\u00e9', 'aé'],
    ['["a\\\\\\u00', 'a\\'],
    ['["a\\\\u00e9', 'a\\u00e9'],
  ])('of %j has no half escape', (begun, value) => {
    expect(partialObject(begun)).toEqual([value])
  })

  it.each(['"a😀"', '"a\\ud83d\\ude00"', '"a\\uD83D\\uDE00"'])(
    'of %s has no half character, wherever it is cut',
    (whole) => {
      for (let end = 1; end < whole.length; end += 1) {
        expect(['', 'a', 'a😀']).toContain(partialObject(whole.slice(0, end)))
      }
      expect(partialObject(whole)).toBe('a😀')
    },
  )

  it('of a document with half a character is that of JSON.parse', () => {
    expect(partialObject('["\\ud83d", "\ud83d", "\\ude00"]')).toEqual([
      '\ud83d',
      '\ud83d',
      '\ude00',
    ])
  })

  it.each([
    '{"__proto__":{"isAdmin":true,"a":1}}',
    '{"\\u005f_proto__":["b"]}',
    '{"__proto__":null}',
  ])('of %s has a property __proto__, and no other prototype', (whole) => {
    const value = partialObject(`[${whole}`) as [object]
    expect(Object.getPrototypeOf(value[0])).toBe(Object.prototype)
    expect(Object.getOwnPropertyDescriptors(value[0])).toEqual(
      Object.getOwnPropertyDescriptors(JSON.parse(whole)),
    )
    expect(value[0]).not.toHaveProperty('isAdmin')
    expect({}).not.toHaveProperty('isAdmin')
  })

  it('leaves out a __proto__ that is no object', () => {
    expect(Object.keys(partialObject('{"a":"b","__proto__":"c"}') as object)).toEqual(['a'])
  })

  it('has own properties for keys that every object inherits', () => {
    const whole = '{"constructor":{"prototype":{"a":"b"}},"toString":"c","hasOwnProperty":null}'
    expect(partialObject(whole)).toEqual(JSON.parse(whole))
  })

  it('of a key that comes twice is the first until the second begins', () => {
    expect(partialObject('{"a":"first","a":')).toEqual({ a: 'first' })
    expect(partialObject('{"a":"first","a":"s')).toEqual({ a: 's' })
  })

  it.each([
    'Sure! Here it is:',
    '```json\n{"a":1}',
    '\u00a0{}',
    '\ufeff{}',
    'NaN',
    'Infinity',
    "'a'",
  ])('of %j is unknown: it is not JSON', (begun) => {
    expect(partialObject(begun)).toBeUndefined()
  })

  it('is known down to 500 levels of nesting', () => {
    expect(partialObject(`${'[{"a":'.repeat(250)}"b`)).toBeDefined()
    expect(partialObject(`${'['.repeat(501)}`)).toBeUndefined()
    expect(partialObject('{"a":'.repeat(200_000))).toBeUndefined()
    expect(
      partialObject(`["${'['.repeat(1000)}\\"${'{'.repeat(1000)}", ${'[],'.repeat(1000)}`),
    ).toBeDefined()
  })
})

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

/** What a client reads, over the wire, of an answer with these frames. */
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
  it('is text and the value so far, then the whole value, then its finish', async () => {
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

  it.each([1, 2, 3, 7, 40, 1000])('in pieces of %i is the same in the end', async (size) => {
    const events = await Array.fromAsync(
      objectEvents(await ask(...pieces(json, size).map(text), finish + done), {
        schema: quizSchema,
      }),
    )
    expect(events.slice(-2)).toEqual([{ type: 'object', value: quiz }, finished])
    const partials = events.filter(({ type }) => type === 'partial')
    expect(partials.at(-1)).toEqual({ type: 'partial', value: quiz })
  })

  it('without a schema is whatever its JSON is', async () => {
    const events = objectEvents<number>(
      stream(...said('4', '2'), { type: 'finish', reason: 'stop' }),
    )
    expect(await Array.fromAsync(events)).toEqual([
      ...said('4', '2'),
      { type: 'object', value: 42 },
      finished,
    ])
  })

  it('tells no value twice', async () => {
    const texts = said(' ', '{', '"a', '":', ' ', '"b', '"', ' ', '}', '\n')
    const events = await Array.fromAsync(objectEvents(stream(...texts)))
    expect(events.filter(({ type }) => type === 'partial')).toEqual([
      { type: 'partial', value: {} },
      { type: 'partial', value: { a: 'b' } },
    ])
  })

  it('is what its schema makes of it', async () => {
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

  it('is closed when its loop is left', async () => {
    const { url, close, calls } = await startScripted(async (writer) => {
      await writer.write(text('{"a":"b'))
      await writer.hang()
    })
    closing.push(close)
    const client = createTutorClient({ endpoint: url, getToken: async () => 'token' })
    for await (const { type } of objectEvents(client.ask(question))) if (type === 'partial') break
    await calls[0]?.left
  })

  it('throws what its events throw', async () => {
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
    ['a value out of the enumeration', { ...quiz, level: 'medium' }],
  ])('with %s is model_invalid', async (_, other) => {
    expect(await last(quizSchema, text(JSON.stringify(other)), finish + done)).toEqual(invalid)
  })

  it.each([json, json.slice(0, 40)])(
    'that was cut is model_invalid, and not retryable: %s',
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

  it('ends with the error that came, though all of its text is here', async () => {
    const error = { code: 'model_stalled', message: 'The model fell silent.', retryable: true }
    expect(await last(quizSchema, text(json), named('error', error))).toEqual({
      type: 'error',
      ...error,
    })
    expect(await last(quizSchema, text(json), finish)).toMatchObject({ code: 'truncated' })
  })

  it('has no event of its own when its events end without a finish', async () => {
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
  ])('has a partial of all of its text before %j', async (end) => {
    const half = long.slice(0, -2000)
    const seen = await partials(...said(...pieces(half, 40)), end)
    expect(seen.at(-1)).toEqual(partialObject(half))
  })
})

describe('the types', () => {
  it('of a value so far are those of JSON that is not whole', () => {
    expectTypeOf<DeepPartial<Quiz>>().toEqualTypeOf<{
      title?: string
      level?: string
      questions?: { text?: string; points?: number }[]
    }>()
    expectTypeOf<DeepPartial<unknown>>().toEqualTypeOf<unknown>()
    expectTypeOf<DeepPartial<string | null>>().toEqualTypeOf<string | null>()
    expectTypeOf<DeepPartial<readonly [1, boolean]>>().toEqualTypeOf<(1 | boolean)[]>()
  })

  it('of the events are those of the schema, and what the client has besides', () => {
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
