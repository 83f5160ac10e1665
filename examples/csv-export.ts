// Streams what is no chat: a table as CSV, page by page, at the pace of whoever reads it. A client joins
// the chunks, and knows by the terminal frame whether it has all of them; a plain download would not tell.
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import type { AnswerEvent } from 'middy-chat/answer'
import { eventStream } from 'middy-chat/event-stream'
import { jsonErrors } from 'middy-chat/json-errors'

export type Row = { id: number; name: string; score: number }

/** The rows behind `afterId`, in order; none when there are no more. */
export type Page = (afterId: number, options: { signal: AbortSignal }) => Promise<readonly Row[]>

/** The export of any table. 3 s before the function's time is up it ends, with an error frame. */
export const exportOf = (page: Page) =>
  middy({ executionMode: executionModeStreamifyResponse, timeoutEarlyInMillis: 0 })
    .use(jsonErrors())
    .use(eventStream())
    .handler((_event, { signal }) => csv(page, signal))

/** Ten thousand rows of an example; yours come from a database. */
export const handler = exportOf(async (afterId) =>
  Array.from({ length: Math.min(500, 10_000 - afterId) }, (_, at) => {
    const id = afterId + at + 1
    return { id, name: `Learner "${id}"`, score: id % 101 }
  }),
)

/** Asks for a page when the one before has been taken, and for none once the signal has aborted. */
async function* csv(page: Page, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  yield { type: 'text', text: 'id,name,score\r\n' }
  let lastId = 0
  for (;;) {
    signal.throwIfAborted()
    const rows = await page(lastId, { signal })
    if (rows.length === 0) break
    yield { type: 'text', text: rows.map(line).join('') }
    lastId = rows.at(-1)?.id ?? lastId
  }
  yield { type: 'finish', reason: 'stop' }
}

/** @see https://www.rfc-editor.org/rfc/rfc4180 */
function line({ id, name, score }: Row): string {
  return `${id},"${name.replaceAll('"', '""')}",${score}\r\n`
}
