import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPrelude } from './prelude.ts'
import { MalformedResponse } from './response-head.ts'

const NULS = Buffer.alloc(8)
const json = '{"statusCode":201,"headers":{"X-Name":"ü"},"cookies":["a=b"]}'
const head = { statusCode: 201, headers: { 'x-name': 'ü' }, cookies: ['a=b'] }

const readAll = async (chunks: Buffer[]) => {
  const left = [...chunks]
  const { head, rest } = await readPrelude(async () => left.shift())
  return { head, body: Buffer.concat([rest, ...left]) }
}

const preludeOf = (text: string) => readAll([Buffer.from(text), NULS])

describe('readPrelude', () => {
  const bytes = Buffer.concat([Buffer.from(json), NULS, Buffer.from('body')])

  it.each(Array.from({ length: bytes.length + 1 }, (_, at) => at))(
    'reads a prelude cut at byte %i',
    async (at) => {
      const result = await readAll([bytes.subarray(0, at), bytes.subarray(at)])
      expect(result).toEqual({ head, body: Buffer.from('body') })
    },
  )

  it('reads it byte by byte', async () => {
    const result = await readAll([...bytes].map((byte) => Buffer.of(byte)))
    expect(result).toEqual({ head, body: Buffer.from('body') })
  })

  it('returns every byte of the body, including NULs at its start, however it is split into chunks', async () => {
    const body = fc.uint8Array({ maxLength: 40, max: 2 })
    const cuts = fc.array(fc.nat(140), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(body, cuts, async (body, cuts) => {
        const all = Buffer.concat([Buffer.from(json), NULS, body])
        const at = [0, ...cuts.sort((a, b) => a - b), all.length]
        const chunks = at.slice(1).map((end, i) => all.subarray(at[i], end))
        expect(await readAll(chunks)).toEqual({ head, body: Buffer.from(body) })
      }),
    )
  })

  it('defaults to 200, no headers and no cookies', async () => {
    const { head } = await preludeOf('{}')
    expect(head).toEqual({ statusCode: 200, headers: {}, cookies: [] })
  })

  it('keeps a set-cookie header beside the cookies', async () => {
    const { head } = await preludeOf('{"headers":{"Set-Cookie":"a=1"},"cookies":["b=2"]}')
    expect(head).toEqual({ statusCode: 200, headers: {}, cookies: ['a=1', 'b=2'] })
  })

  it('turns numbers and booleans in headers into strings', async () => {
    const { head } = await preludeOf('{"headers":{"A":1,"b":false}}')
    expect(head.headers).toEqual({ a: '1', b: 'false' })
  })

  it.each([
    ['no JSON', 'secret', 'its prelude is not JSON'],
    ['no object', '["secret"]', 'it is not an object'],
    [
      'a status that is no number',
      '{"statusCode":"secret"}',
      'statusCode is not an integer from 100 to 599',
    ],
    ['a status out of range', '{"statusCode":600}', 'statusCode is not an integer from 100 to 599'],
    ['headers that are a list', '{"headers":["secret"]}', 'headers is not an object'],
    ['a header with two values', '{"headers":{"a":["secret"]}}', 'header a is not a string'],
    ['a header whose name is no word', '{"headers":{"a b":"secret"}}', 'header "a b" is not valid'],
    ['a header of two lines', '{"headers":{"a":"secret\\r\\nb: c"}}', 'header "a" is not valid'],
    ['a cookie of two lines', '{"cookies":["secret\\nb"]}', 'header "set-cookie" is not valid'],
    ['cookies that are no list', '{"cookies":"secret"}', 'cookies is not an array of strings'],
  ])('refuses %s', async (_case, text, message) => {
    const error = await preludeOf(text).catch((error) => error)
    expect(error).toBeInstanceOf(MalformedResponse)
    expect(error.message).toBe(message)
  })

  it('refuses a response that ends before the eight NULs', async () => {
    const prelude = readAll([Buffer.from(json), NULS.subarray(1)])
    await expect(prelude).rejects.toThrow('it ended before the eight NULs that follow its prelude')
  })

  it('refuses a prelude that does not end', async () => {
    const prelude = readPrelude(async () => Buffer.alloc(65_536, 'x'))
    await expect(prelude).rejects.toThrow('its prelude has no end')
  })
})
