import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { AnswerEvent, ChatModel } from '../../src/answer/answer.ts'
import type { AnswerContext } from '../../src/answer/request.ts'
import { collectWarnings } from '../../src/warnings.ts'
import { runs } from '../../test/support/property-runs.ts'
import { motivator } from './answer.ts'
import { emotions } from './emotions.ts'
import type { Locale } from './locale.ts'
import { messageFault } from './quotations.ts'
import { verseIds, verseOf } from './verses/verses.ts'

/** The contract of the response. */
const response = z.strictObject({
  emotion: z.enum(emotions),
  bible_verse: z.strictObject({ reference: z.string(), text: z.string(), edition: z.string() }),
  message: z.string().check(z.regex(/\S/)),
  session_id: z.uuid(),
  timestamp: z.iso.datetime(),
  confidence_score: z.optional(z.number().check(z.gte(0), z.lte(1))),
  degraded: z.optional(z.literal(true)),
  help_lines: z.optional(z.array(z.object({ contact: z.string() }))),
})

const versesIn = (locale: Locale) =>
  new Set(verseIds.map((id) => JSON.stringify(verseOf(id, locale))))
const verses = { en: versesIn('en'), ko: versesIn('ko') }

const misquotes = [
  '“Do not worry about anything at all, my child.”',
  '“아무 것도 걱정하지 말지어다 하시니라”',
  "'The Lord is my friend, I shall have it all'",
  'As it is written in Philippians 4:6, worry not.',
]
const message = fc.oneof(
  fc.constantFrom('Rest now. Tomorrow is a new day.', '오늘은 쉬어 가도 괜찮아요.', ...misquotes),
  fc.string({ unit: 'binary', maxLength: 80 }),
)
const anything = fc.oneof(fc.jsonValue(), fc.string())
const fields = fc.record(
  {
    self_harm: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, anything),
    emotion: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...emotions) }, anything),
    verse_id: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...verseIds) }, anything),
    message: fc.oneof({ weight: 4, arbitrary: message }, anything),
    confidence: fc.oneof({ weight: 4, arbitrary: fc.double({ min: 0, max: 1 }) }, anything),
  },
  { requiredKeys: [] },
)
const json = fields.map((value) => JSON.stringify(value))

/** What models write: JSON, also cut, fenced, within prose, twice, or something else. */
const output = fc.oneof(
  { weight: 4, arbitrary: json },
  fc.tuple(json, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  json.map((text) => `Here is the JSON:\n\`\`\`json\n${text}\n\`\`\`\nIs {that} well?`),
  fc.tuple(json, json).map(([one, other]) => one + other),
  json.map((text) => `[${text}]`),
  fc.string({ unit: 'binary' }),
)
const call = fc.record({
  output,
  cuts: fc.array(fc.nat(200), { maxLength: 6 }),
  reason: fc.constantFrom('stop', 'stop', 'stop', 'length', 'refused', 'throws' as const),
})

type Scripted = typeof call extends fc.Arbitrary<infer Value> ? Value : never

const scripted = (calls: Scripted[]): ChatModel => {
  let at = 0
  return {
    async *answer() {
      const { output, cuts, reason } = calls[at++ % calls.length] as Scripted
      const ends = [...cuts, output.length].sort((a, b) => a - b)
      let from = 0
      for (const to of ends) {
        yield { type: 'text', text: output.slice(from, to) }
        from = Math.max(from, to)
      }
      if (reason === 'throws') throw new Error('reset')
      yield { type: 'finish', reason } as AnswerEvent
    },
  }
}

it('whatever models write, the answer is valid, quotes only the file, and contradicts nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(call, call),
      fc.constantFrom<Locale>('en', 'ko'),
      async (calls, locale) => {
        const context = { signal: new AbortController().signal } as AnswerContext
        collectWarnings(context)
        const answer = motivator({ model: scripted(calls), helpLines: () => [], count: () => {} })
        const events = await Array.fromAsync(answer({ message: 'I am sad.', locale }, context))
        const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []))
        const reply = response.parse(JSON.parse(texts.join('')))

        expect(verses[locale].has(JSON.stringify(reply.bible_verse))).toBe(true)
        expect(messageFault(reply.message)).toBeUndefined()
        for (const misquote of misquotes) expect(reply.message).not.toContain(misquote)
        for (const event of events) {
          if (event.type === 'data') expect(reply).toMatchObject(event.data as object)
        }
        expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' })
      },
    ),
    // Two outputs each.
    runs(5_000),
  )
})
