import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnswerEvent } from '../../src/answer/answer.ts'
import { gemini } from '../../src/models/gemini.ts'
import { type Gemini, startGemini } from '../../twin/services/gemini.ts'
import { outsideFiles, readOutside } from './data.ts'

type Chunk = {
  candidates?: { content?: { parts?: { text?: string }[] }; finishReason?: string }[]
}

const streams = outsideFiles('gemini-wire/**/streaming-*.txt')

/** The expected result of a recorded stream, from its JSON and not from our adapter. */
const recorded = (file: string) => {
  const raw = readOutside(file)
  const chunks = raw
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Chunk)
  const texts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
  return {
    raw,
    text: texts.map((part) => part.text ?? '').join(''),
    finishReason: chunks.findLast((chunk) => chunk.candidates?.[0]?.finishReason)?.candidates?.[0]
      ?.finishReason,
  }
}

const outcomes: Record<string, string> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'refused',
  RECITATION: 'refused',
}

let google: Gemini
beforeAll(async () => {
  google = await startGemini({ apiKey: 'key' })
})
afterAll(() => google.close())

describe.each(streams)("Google's %s", (file) => {
  it('is told as it was, and ends as it did', async () => {
    const { raw, text, finishReason } = recorded(file)
    // Some files lack the blank line after their last event.
    google.script((_request, writer) =>
      writer.write(raw.endsWith('\r\n\r\n') ? raw : `${raw}\r\n\r\n`),
    )
    const model = gemini({ model: 'm', apiKey: async () => 'key', baseUrl: google.url })
    const events: AnswerEvent[] = []
    let code: string | undefined
    try {
      const { signal } = new AbortController()
      const prompt = { system: '', user: 'Hello' }
      for await (const event of model.answer(prompt, { signal })) events.push(event)
    } catch (error) {
      code = (error as { code?: string }).code
    }
    const said = events.flatMap((event) => (event.type === 'text' ? [event.text] : []))
    expect(said.join('')).toBe(text)
    const reason = outcomes[finishReason ?? '']
    if (file.includes('prompt-blocked')) expect(code).toBe('prompt_refused')
    // An answer of function calls alone.
    else if (reason === 'stop' && text === '') expect(code).toBe('model_empty')
    else if (reason) expect(events.at(-1)).toEqual({ type: 'finish', reason })
    else expect(code).toBe('model_incomplete')
  })
})
