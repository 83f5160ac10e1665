import { v7 } from 'uuid'
import type { AnswerEvent, Json } from '../../src/answer/answer.ts'
import type { HelpLine } from './care/help-lines.ts'
import type { Emotion } from './emotions.ts'
import type { Locale } from './locale.ts'
import { ownVerse, verseOf } from './verses/verses.ts'

/** The fields that come first, because a model decides on them first. */
export type Beginning = { emotion: Emotion; verseId: string }

/** The other fields of the response. */
export type Rest = {
  message: string
  confidence?: number | undefined
  degraded?: boolean
  helpLines?: HelpLine[]
  note?: string | undefined
}

/**
 * The response in two parts, whose texts join to one JSON object. A client that reads the stream
 * has the first part early as `event: partial`, too; nothing that comes later contradicts it.
 */
export const beginReply = ({ emotion, verseId }: Beginning, locale: Locale): AnswerEvent[] => {
  const verse = verseOf(verseId, locale) ?? verseOf(ownVerse(emotion), locale)
  const fields = { emotion, bible_verse: verse }
  return [
    { type: 'data', name: 'partial', data: fields as Json },
    { type: 'text', text: JSON.stringify(fields).slice(0, -1) },
  ]
}

/** The second part. @param sessionId a new one is made if the client has none */
export const endReply = (
  { message, confidence, degraded, helpLines, note }: Rest,
  sessionId: string | null | undefined,
): AnswerEvent => {
  const fields = {
    message,
    session_id: sessionId ?? v7(),
    timestamp: new Date().toISOString(),
    ...(confidence !== undefined && { confidence_score: confidence }),
    ...(degraded && { degraded }),
    ...(helpLines && { help_lines: helpLines }),
    ...(note !== undefined && { note }),
  }
  return { type: 'text', text: `,${JSON.stringify(fields).slice(1)}` }
}

/** The body of the complete response. */
export const wholeReply = ({ text }: { text: string }): object => JSON.parse(text)
