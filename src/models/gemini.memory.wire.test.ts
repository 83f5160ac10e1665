import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Gemini, startGemini } from '../../twin/services/gemini.ts'
import { sse } from '../../twin/services/gemini-wire.ts'
import { gemini } from './gemini.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const chunks = 5_000
const chunkBytes = 4_096

let google: Gemini
beforeAll(async () => {
  google = await startGemini({ apiKey: 'key' })
})
afterAll(() => google.close())

const heapBytes = () => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

// Google's SDK reads ahead without limit: the answer may be in memory, but not several times.
it('a slow reader costs at most three times the memory of the answer', async () => {
  const chunk = sse({ candidates: [{ content: { parts: [{ text: 'x'.repeat(chunkBytes) }] } }] })
  const written = Promise.withResolvers<void>()
  google.script(async (_request, writer) => {
    for (let at = 0; at < chunks; at++) await writer.write(chunk)
    await writer.write(sse({ candidates: [{ finishReason: 'STOP' }] }))
    written.resolve()
  })
  const model = gemini({ model: 'm', apiKey: async () => 'key', baseUrl: google.url })
  const { signal } = new AbortController()
  const before = heapBytes()

  let heard = 0
  for await (const event of model.answer({ system: '', user: 'Why?' }, { signal })) {
    if (event.type !== 'text') continue
    heard += event.text.length
    // The reader waits after the first chunk until everything else is on its way.
    if (heard === chunkBytes) {
      await written.promise
      for (let turn = 0; turn < 1_000; turn++) await setImmediate()
      const grown = heapBytes() - before
      expect(grown).toBeLessThan(3 * chunks * chunkBytes)
    }
  }
  expect(heard).toBe(chunks * chunkBytes)
})
