import { setTimeout } from 'node:timers/promises'
import type { LambdaFunction } from '../runtime/function.ts'
import { FunctionError } from '../runtime/function-error.ts'

/** The part of a recorded event that a replay reads. */
export type RecordedEvent = { requestContext?: { requestId?: string } }

export type Part = { at: number; bytes: Buffer }

/** A function's answer: the head, then the bytes, each with its ms since the event. */
export type Exchange = { head: string; parts: Part[]; failed: boolean }

/**
 * Runs one event. If the function fails, the transcript contains its error's type.
 *
 * @param readerPauseMs how long the reader waits after each read
 */
export const exchange = async (
  lambda: Pick<LambdaFunction, 'invoke'>,
  event: RecordedEvent,
  readerPauseMs = 0,
): Promise<Exchange> => {
  const requestId = event?.requestContext?.requestId
  const started = performance.now()
  const parts: Part[] = []
  const lines: string[] = []
  let failed = false
  try {
    const { statusCode, headers, cookies, body } = await lambda.invoke(
      event,
      requestId === undefined ? {} : { requestId },
    )
    lines.push(`HTTP ${statusCode}`)
    for (const name of Object.keys(headers).sort()) lines.push(`${name}: ${headers[name]}`)
    for (const cookie of cookies) lines.push(`set-cookie: ${cookie}`)
    for await (const bytes of body) {
      parts.push({ at: performance.now() - started, bytes })
      if (readerPauseMs > 0) await setTimeout(readerPauseMs)
    }
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error
    failed = true
    const bytes = Buffer.from(`\nThe function failed: ${error.errorType}\n`)
    parts.push({ at: performance.now() - started, bytes })
  }
  return { head: lines.join('\n'), parts, failed }
}

/**
 * Status line, headers, a blank line, and the bytes as sent, except for values that change each
 * time: ids made by the function (UUID version 7; those of an event are version 4), times, and the
 * seconds until a used-up rate limit ends.
 */
export const transcript = ({ head, parts }: Exchange): string =>
  `${head}\n\n${Buffer.concat(parts.map(({ bytes }) => bytes)).toString()}`
    .replaceAll(/\b[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}\b/g, '<new id>')
    .replace(/^(retry-after: )\d+$(?=[\s\S]*^x-ratelimit-remaining: 0$)/m, '$1<seconds>')
    .replaceAll(/("retry_after":)\d+/g, '$1<seconds>')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, '<time>')
