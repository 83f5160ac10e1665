import * as z from 'zod/mini'
import { isObject } from '../../src/is-object.ts'
import { describeIssues } from '../../src/issues.ts'
import type { JsonOutput } from '../../src/models/bedrock-converse.ts'
import { emotions } from './emotions.ts'
import { messageFault } from './quotations.ts'
import { ownVerse, verseIds } from './verses/verses.ts'

/** Of a model's message, in UTF-16 units. */
const longestMessage = 2_000

/** A model's longest answer, in UTF-16 units: a longer one is not JSON of the schema. */
export const longestOutput = 10_000

/** In the order in which a model writes them: what is decided first can be sent first. */
const fields = {
  self_harm: z.boolean(),
  emotion: z.enum(emotions),
  verse_id: z.string().check(z.refine((id) => verseIds.includes(id))),
  message: z.pipe(
    z.string().check(z.regex(/\S/), z.maxLength(longestMessage)),
    z.transform((given) => given.toWellFormed()),
  ),
  confidence: z.number().check(z.gte(0), z.lte(1)),
}
const output = z.object(fields)

/** What a model answers. */
export type Output = z.output<typeof output>

/** For the model. Bedrock refuses keywords for lengths and ranges, so only we check these. */
export const outputFormat: JsonOutput = {
  name: 'encouragement',
  schema: z.toJSONSchema(
    z.object({
      ...fields,
      verse_id: z.enum(verseIds as [string, ...string[]]),
      message: z.string(),
      confidence: z.number(),
    }),
  ),
}

/** The first fields of an answer that is still coming, as far as they are complete and valid. */
export const certainFields = (
  text: string,
): Partial<Pick<Output, 'self_harm' | 'emotion' | 'verse_id'>> => {
  const value = objectIn(`${text.slice(0, text.lastIndexOf(','))}}`)
  return { ...valid('self_harm', value), ...valid('emotion', value), ...valid('verse_id', value) }
}

/**
 * A complete answer: valid, or with its fault in words for the model and the log, which never contain
 * the text. `usable` is what is left if only the verse was wrong, with the emotion's own.
 */
export type ReadOutput = { output: Output } | { fault: string; text: string; usable?: Output }

/**
 * Reads a complete answer. Prose and code fences around the JSON are skipped: models without
 * structured output add them.
 */
export const readOutput = (text: string): ReadOutput => {
  const value = objectIn(text)
  if (!value) return { fault: 'it is not one JSON object', text }
  const result = output.safeParse(value)
  if (result.success) {
    const fault = messageFault(result.data.message)
    return fault === undefined ? { output: result.data } : { fault, text }
  }
  const fault = `these fields are not valid: ${describeIssues(result.error.issues, false)}`
  const replaced = output.safeParse({ ...value, ...ownVerseOf(value) })
  const isUsable = replaced.success && messageFault(replaced.data.message) === undefined
  return { fault, text, ...(isUsable && { usable: replaced.data }) }
}

/** How many braces of the prose around the JSON are tried as its beginning, and as its end. */
const mostBraces = 8

/** The first JSON object in a text that is as long as possible, whatever stands around it. */
function objectIn(text: string): Record<string, unknown> | undefined {
  const ends = Array.from(text.matchAll(/\}/g), ({ index }) => index + 1).slice(-mostBraces)
  for (const { index } of [...text.matchAll(/\{/g)].slice(0, mostBraces)) {
    for (const end of ends.toReversed()) {
      const value = parsed(text.slice(index, end))
      if (isObject(value)) return value as Record<string, unknown>
    }
  }
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function valid<Name extends keyof Output>(
  name: Name,
  value: Record<string, unknown> | undefined,
): Partial<Output> {
  const result = z.safeParse(fields[name], value?.[name])
  return result.success ? { [name]: result.data } : {}
}

function ownVerseOf(value: Record<string, unknown>): { verse_id?: string } {
  const { emotion } = valid('emotion', value)
  return emotion === undefined ? {} : { verse_id: ownVerse(emotion) }
}
