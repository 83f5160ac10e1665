import { describe, expect, it } from 'vitest'
import { readEvents, type ServerSentEvent } from '../../client/core/event-source.ts'
import { readOutside } from './data.ts'

type Case = {
  id: string
  inputBase64: string
  chunksBase64?: string[]
  events: { type: string; data: string }[]
  contentType?: string
  failsConnection?: boolean
}
const { cases } = JSON.parse(readOutside('sse-conformance/sse-cases.json')) as { cases: Case[] }

const read = (chunks: Uint8Array[]): Promise<ServerSentEvent[]> =>
  Array.fromAsync(readEvents(ReadableStream.from(chunks), 10_000))

const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64')

const readable = cases.filter(({ id, contentType, failsConnection }) => {
  if (failsConnection) console.log(`${id} is left out: a parser is not told the ${contentType}`)
  return !failsConnection
})

describe.each(readable)('the stream $id', ({ inputBase64, chunksBase64, events }) => {
  // A browser calls an event without a name `message`. The id and the reconnection time are not
  // read: an answer is never resumed.
  const expected = events.map(({ type, data }) => ({
    event: type === 'message' ? undefined : type,
    data,
  }))
  const whole = bytes(inputBase64)

  it('is read whole', async () => {
    expect(await read([whole])).toEqual(expected)
  })

  if (chunksBase64) {
    it('is read in its chunks', async () => {
      expect(await read(chunksBase64.map(bytes))).toEqual(expected)
    })
  }

  it('is read one byte at a time', async () => {
    expect(await read(Array.from(whole, (byte) => Uint8Array.of(byte)))).toEqual(expected)
  })
})
