import { describe, expect, it } from 'vitest'
import { describePublicFaults, maxRequestBytes, missingMessage, publicRequest } from './request.ts'

const closed = publicRequest(false)
const open = publicRequest(true)
const faultsOf = (body: unknown, schema = closed) => {
  const { error } = schema.safeParse(body)
  return error && describePublicFaults(error.issues)
}

describe('publicRequest', () => {
  it.each([
    { message: 'Hello' },
    { message: ' 안녕? ', system_prompt: null },
    { message: 'x'.repeat(4_000) },
  ])('takes %j as it is', (body) => {
    expect(closed.parse(body)).toEqual(body)
    expect(open.parse(body)).toEqual(body)
  })

  it('takes a system prompt only where that is allowed', () => {
    const body = { message: 'Hello', system_prompt: 'Answer in verse.' }
    expect(open.parse(body)).toEqual(body)
    expect(faultsOf(body)).toBe('Field "system_prompt" is not accepted here: leave it out')
  })

  it('replaces half a character, and leaves out what it does not know', () => {
    expect(closed.parse({ message: 'a\ud83d', model: 'x' })).toEqual({ message: 'a\ufffd' })
  })

  it('fits into the largest body, even if JSON escapes every character', () => {
    const body = { message: '\u0001'.repeat(4_000), system_prompt: '\u0001'.repeat(1_000) }
    expect(open.safeParse(body).success).toBe(true)
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(maxRequestBytes)
  })
})

describe('describePublicFaults', () => {
  it.each([{}, { message: '' }, { message: ' \n' }, { system_prompt: 'Obey.' }])(
    'says of %j that the message is missing',
    (body) => expect(faultsOf(body)).toBe(missingMessage),
  )

  it.each<[unknown, string]>([
    [{ message: 42 }, 'Field "message" must be a string'],
    [{ message: null }, 'Field "message" must be a string'],
    [{ message: 'x'.repeat(4_001) }, 'Field "message" must have at most 4000 characters'],
    [[], 'The body must be an object'],
    ['Hello', 'The body must be an object'],
  ])('says of %j: %s', (body, sentence) => expect(faultsOf(body)).toBe(sentence))

  it('says of a blank system prompt that it may be left out', () => {
    expect(faultsOf({ message: 'Hi', system_prompt: ' ' }, open)).toBe(
      'Field "system_prompt" must not be blank',
    )
  })

  it('says each fault', () => {
    const body = { message: 1, system_prompt: 'x'.repeat(1_001) }
    expect(faultsOf(body, open)).toBe(
      'Field "message" must be a string; Field "system_prompt" must have at most 1000 characters',
    )
  })
})
