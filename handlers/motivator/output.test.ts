import { describe, expect, it } from 'vitest'
import { certainFields, outputFormat, readOutput } from './output.ts'
import { ownVerse } from './verses/verses.ts'

const good = {
  self_harm: false,
  emotion: 'anxious',
  verse_id: 'Phil.4.6-7',
  message: 'One exam is one day. Rest now.',
  confidence: 0.9,
}
const json = JSON.stringify(good)

describe('readOutput', () => {
  it.each([
    ['as it is', json],
    ['in a code fence', `\`\`\`json\n${json}\n\`\`\``],
    ['after prose', `Here it is: ${json}`],
    ['before prose with braces', `${json}\n\nThis {fits} you.`],
    ['after prose with braces', `For {you}: ${json}`],
    ['with fields of its own', JSON.stringify({ ...good, mood: 'x' })],
  ])('reads the answer %s', (_, text) => expect(readOutput(text)).toEqual({ output: good }))

  it('replaces half a character', () => {
    const read = readOutput(JSON.stringify({ ...good, message: 'Rest.\ud83d' }))
    expect(read).toEqual({ output: { ...good, message: 'Rest.\ufffd' } })
  })

  it.each([
    ['nothing', '', 'it is not one JSON object'],
    ['half of it', json.slice(0, 60), 'it is not one JSON object'],
    ['a list', `[${json.slice(0, 20)}]`, 'it is not one JSON object'],
    [
      'wrong types',
      JSON.stringify({ ...good, self_harm: 'no', confidence: 2 }),
      'these fields are not valid: self_harm, confidence',
    ],
    [
      'no message',
      JSON.stringify({ ...good, message: ' ' }),
      'these fields are not valid: message',
    ],
    ['a quotation', JSON.stringify({ ...good, message: 'I say "be well".' }), 'message quotes'],
  ])('names the fault of %s, and never the text', (_, text, fault) => {
    expect(readOutput(text)).toEqual({ fault, text })
  })

  it.each(['John.3.99', 'hasOwnProperty', 7])(
    'has the own verse of the emotion for verse %s',
    (verse_id) => {
      expect(readOutput(JSON.stringify({ ...good, verse_id }))).toMatchObject({
        fault: 'these fields are not valid: verse_id',
        usable: { ...good, verse_id: ownVerse('anxious') },
      })
    },
  )
})

describe('certainFields', () => {
  it('grows with the text, and never changes', () => {
    const { self_harm, emotion, verse_id } = good
    let before = {}
    for (let length = 0; length <= json.length; length++) {
      const fields = certainFields(json.slice(0, length))
      expect(fields).toMatchObject(before)
      expect({ self_harm, emotion, verse_id }).toMatchObject(fields)
      before = fields
    }
    expect(before).toEqual({ self_harm, emotion, verse_id })
  })

  it.each(['', '{', 'no, JSON', '{"emotion":"hungry","verse_id":"Gen.99.1",'])(
    'of %j are none',
    (text) => {
      expect(certainFields(text)).toEqual({})
    },
  )
})

it('the schema for the model names its emotions and verses', () => {
  expect(outputFormat.schema).toMatchObject({
    required: ['self_harm', 'emotion', 'verse_id', 'message', 'confidence'],
    properties: { verse_id: { enum: expect.arrayContaining(['Phil.4.6-7']) } },
  })
})
