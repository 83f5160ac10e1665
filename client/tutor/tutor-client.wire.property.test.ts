import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { runs } from '../../test/support/property-runs.ts'
import {
  done,
  finish,
  heartbeat,
  named,
  startScripted,
  text,
  usage,
  writing,
} from '../../twin/testing/scripted-server.ts'
import { createTutorClient } from './tutor-client.ts'

const question = { problemDetails: {}, userCode: '', history: [], query: 'Why?' }
const finished = { type: 'finish', reason: 'stop' }
const truncated = expect.objectContaining({ type: 'error', code: 'truncated' })

describe('for any frames, split in any way', () => {
  const frame = fc.oneof(
    anyText().map((said) => ({ raw: text(said), said })),
    fc
      .constantFrom(heartbeat, ':\n', usage, 'id: 7\nretry: 1\n\n', 'event: new\ndata: x\n\n')
      .map((raw) => ({ raw })),
  )
  const ending = fc.constantFrom(
    { raw: finish + done, last: finished },
    { raw: finish + usage + done, last: finished },
    { raw: named('error', { code: 'closed' }), last: { type: 'error', code: 'closed' } },
    { raw: 'data: {\n\n', last: truncated },
    { raw: '', last: truncated },
  )

  it('the text is that of the server, and the last event is its finish or an error', async () => {
    let raw: Uint8Array[] = []
    const server = await startScripted(writing(() => raw))
    const client = createTutorClient({ endpoint: server.url, getToken: async () => 'token' })
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { maxLength: 10 }),
        ending,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }),
        async (frames, { raw: end, last }, lineEnd, sizes) => {
          const lines = frames.map((each) => each.raw).join('') + end
          raw = slices(Buffer.from(lines.replaceAll('\n', lineEnd)), sizes)
          const events = await Array.fromAsync(client.ask(question))
          expect(events.flatMap((event) => (event.type === 'text' ? [event.text] : []))).toEqual(
            frames.flatMap((each) => ('said' in each ? [each.said] : [])),
          )
          expect(events.filter(({ type }) => type === 'finish' || type === 'error')).toEqual([last])
          expect(events.at(-1)).toEqual(last)
        },
      ),
      runs(200),
    )
    await server.close()
  })
})

/** The bytes in pieces of these sizes, and the rest. */
function slices(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size))
  return [0, ...ends]
    .map((start, index) => bytes.subarray(start, ends[index]))
    .filter(({ length }) => length > 0)
}
