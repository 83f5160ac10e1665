import { crc32 } from 'node:zlib'
import type { Turn } from '../../../src/answer/answer.ts'
import { type Locale, localeOf } from '../tutor/turn.ts'
import { caring, feelings, isInDanger, neutral } from './feelings.ts'
import { flatten, type Schema } from './sample.ts'

/** What is asked of the model: the answer is JSON of the schema. */
export type StructuredPrompt = { schema: Schema; system: string; turns: readonly Turn[] }

/** The answer of the motivator's model, in the order of its schema. */
export type Encouragement = {
  self_harm: boolean
  emotion: string
  verse_id: string
  message: string
  confidence: number
}

const fields = ['self_harm', 'emotion', 'verse_id', 'message', 'confidence']

/** Whether the motivator asks. */
export function asksForEncouragement({ schema }: StructuredPrompt): boolean {
  const { properties = {} } = flatten(schema, schema)
  return fields.every((field) => Object.hasOwn(properties, field))
}

/**
 * The answer of the motivator's model: the emotion of the first word that it knows, one of this
 * emotion's verses, and a few kind sentences. Pure: the same prompt has the same answer.
 */
export function encourage(prompt: StructuredPrompt): Encouragement {
  const { message, locale } = messageIn(prompt)
  const inDanger = isInDanger(message)
  const feeling = feelings.find(({ words }) => words.test(message)) ?? neutral
  const emotions = choices(prompt.schema, 'emotion')
  const emotion = [feeling.emotion, neutral.emotion].find((each) => emotions.includes(each))
  return {
    self_harm: inDanger,
    emotion: emotion ?? emotions[0] ?? feeling.emotion,
    verse_id: verseFor(feeling.emotion, message, prompt),
    message: (inDanger ? caring : feeling.message)[locale],
    confidence: feeling === neutral ? 0.5 : 0.9,
  }
}

/** The message is a line of JSON in a turn of the user; a later turn may find fault with the answer. */
export function messageIn({ turns }: StructuredPrompt): { message: string; locale: Locale } {
  const lines = turns.filter(({ role }) => role === 'user').flatMap(({ text }) => text.split('\n'))
  const data = lines.map(parse).findLast((each) => typeof each?.message === 'string')
  const message = String(data?.message ?? turns.at(-1)?.text ?? '')
  const language = typeof data?.language === 'string' ? data.language : ''
  const locale = /^ko/i.test(language) ? 'ko' : /^en/i.test(language) ? 'en' : localeOf(message)
  return { message, locale }
}

/** A line of the system prompt for each verse: `Phil.4.6-7: anxious, worried; prayer, peace`. */
const verseLine = /^(\w+\.\d+\.[\d-]+): ([^;\n]+);/gm

function verseFor(emotion: string, message: string, { schema, system }: StructuredPrompt): string {
  const verses = [...system.matchAll(verseLine)].map(([, id = '', emotions = '']) => ({
    id,
    fits: emotions.split(', ').includes(emotion),
  }))
  const ids = verses.filter(({ fits }) => fits).map(({ id }) => id)
  const any = verses[0]?.id ?? choices(schema, 'verse_id')[0] ?? ''
  return ids[crc32(message) % ids.length] ?? any
}

function choices(schema: Schema, field: string): readonly string[] {
  const { properties = {} } = flatten(schema, schema)
  return (flatten(properties[field] ?? {}, schema).enum ?? []) as readonly string[]
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
