import { afterAll, beforeAll, it } from 'vitest'
import { expectPrefixes } from '../../test/support/prefix-property.ts'
import { type Gemini, startGemini } from '../../twin/services/gemini.ts'
import { sse } from '../../twin/services/gemini-wire.ts'
import { gemini } from './gemini.ts'

let google: Gemini
beforeAll(async () => {
  google = await startGemini({ apiKey: 'key' })
})
afterAll(() => google.close())

it('a stream of Gemini becomes a prefix of its text and one terminal frame, whatever it contains and however it is split', () =>
  expectPrefixes({
    model: gemini({ model: 'm', apiKey: async () => 'key', baseUrl: google.url }),
    server: google,
    say: (parts) =>
      Buffer.from(
        parts
          .map((part) => sse({ candidates: [{ content: { parts: [{ text: part }] } }] }))
          .join(''),
      ),
    ends: {
      none: (writer) =>
        writer.write(sse({ candidates: [{ content: { parts: [] }, finishReason: 'STOP' }] })),
      hang: (writer) => writer.hang(),
      cut: (writer) => writer.destroy(),
      'error object': (writer) =>
        writer.write(sse({ error: { code: 503, message: 'overloaded' } })),
      malformed: (writer) => writer.write('data: {"candidates"\r\n\r\n'),
      'no finish': () => {},
    },
  }))
