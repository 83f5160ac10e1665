// Streams a table as CSV, page by page, at the pace of the reader. A client joins the chunks and knows by
// the terminal frame whether it has all of them, which a plain download would not tell.
import middy from '@middy/core'
import type { AnswerEvent } from 'middy-chat/answer'
import { eventStream, streaming } from 'middy-chat/event-stream'
import { jsonErrors } from 'middy-chat/json-errors'

export type Row = { id: number; name: string; score: number }

/** The rows after `afterId`, in order; none at the end. */
export type Page = (afterId: number, options: { signal: AbortSignal }) => Promise<readonly Row[]>

/** Exports any table. It ends with an error frame 3 s before the function times out. */
export const exportOf = (page: Page) =>
  middy(streaming)
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

/** Fetches a page when the previous one has been read, and none after the signal has aborted. */
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
