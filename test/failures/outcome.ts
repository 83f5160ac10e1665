import { frameParser } from '../../twin/frames.ts'
import type { Exchange } from '../../twin/replay/transcript.ts'
import type { Ending } from './failure-case.ts'

/** What a counting client received. */
export type Outcome = {
  status: number
  /** Milliseconds to the first byte of the body. */
  firstByteMs: number | undefined
  /** Milliseconds from there to the last byte. */
  bodyMs: number
  /** All frames, including heartbeats. */
  frames: number
  /** Text frames. */
  chunks: number
  heartbeats: number
  /** Terminal frames; a stream must have one, anything else none. */
  terminals: number
  ending: Ending | 'cut'
  /** Why the answer ended, according to its `finish` frame. */
  finish: string | undefined
  retryAfter: string | undefined
}

/** Reads an exchange as a client does: the head, then the frames with a parser that is not ours. */
export const outcomeOf = (exchange: Exchange): Outcome => {
  const { head, parts } = exchange
  const [statusLine = '', ...headerLines] = head.split('\n')
  const header = (name: string) =>
    headerLines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
  const counted = { frames: 0, chunks: 0, heartbeats: 0, terminals: 0 }
  let ending: Outcome['ending'] = 'cut'
  let finish: string | undefined

  const feed = frameParser((frame) => {
    counted.frames += 1
    if ('comment' in frame) counted.heartbeats += 1
    else if (frame.data === '[DONE]') {
      counted.terminals += 1
      ending = 'done'
    } else if (frame.event === 'error') {
      counted.terminals += 1
      ending = `error ${(frame.data as { code: string }).code}`
    } else if (frame.event === 'finish') finish = (frame.data as { reason: string }).reason
    else if (frame.event === undefined) counted.chunks += 1
  })
  if (header('content-type')?.startsWith('text/event-stream')) {
    for (const { bytes } of parts) feed(bytes)
  } else if (header('content-type') === 'application/json') {
    const body = Buffer.concat(parts.map(({ bytes }) => bytes)).toString()
    // `chat` has a sentence in `error`, and `code` beside it where its contract defines one.
    const { error, code = error } = JSON.parse(body) as { error: string; code?: string }
    ending = `json ${code}`
  }
  return {
    status: Number(statusLine.replace('HTTP ', '')),
    firstByteMs: parts[0] && Math.round(parts[0].at),
    bodyMs: Math.round((parts.at(-1)?.at ?? 0) - (parts[0]?.at ?? 0)),
    ...counted,
    ending,
    finish,
    retryAfter: header('retry-after'),
  }
}
