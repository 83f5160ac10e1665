import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { wiredModels } from '../../test/support/wired-models.ts'
import type { ModelServer } from '../../twin/services/model-server.ts'

const schema = z.object({
  title: z.string(),
  level: z.enum(['easy', 'hard']),
  hints: z.array(z.object({ text: z.string() })),
})
const output = { schema, name: 'exercise' }

/** Each setting of each model, by the name of the file that holds the request. */
const settings: Record<string, Record<string, object>> = {
  gemini: {
    none: {},
    thinking: { thinking: 'low' },
    sampling: { maxOutputTokens: 100, temperature: 0.5, topP: 0.9, seed: 7 },
    'stop-sequences': { stopSequences: ['END', '###'] },
    safety: {
      safety: {
        HARM_CATEGORY_HARASSMENT: 'BLOCK_ONLY_HIGH',
        HARM_CATEGORY_DANGEROUS_CONTENT: 'OFF',
      },
    },
    output: { output },
    'generation-config': { generationConfig: { topK: 40, mediaResolution: 'LOW' } },
  },
  'bedrock-converse': {
    none: {},
    inference: { maxTokens: 100, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
    effort: { effort: 'low' },
    guardrail: { guardrail: { id: 'abc123', version: '1' } },
    'guardrail-async': { guardrail: { id: 'abc123', version: 'DRAFT', mode: 'async' } },
    'cache-points': { cachePoints: ['system', 'history'] },
    output: { output, effort: 'high' },
    'model-fields': { additionalModelRequestFields: { reasoning_effort: 'low' } },
  },
  'bedrock-agent': {
    none: {},
    attributes: {
      sessionAttributes: { plan: 'free' },
      promptSessionAttributes: { locale: 'ko' },
    },
  },
}

describe.each(wiredModels)('the request of $name', ({ name, honours, start, make, answer }) => {
  let server: ModelServer<unknown>
  let asked: unknown
  beforeAll(async () => {
    server = await start()
    server.script((request, writer) => {
      asked = request
      return writer.write(answer('Ok.'))
    })
  })
  afterAll(() => server.close())

  const prompt = {
    system: honours.includes('system') ? 'You are kind.' : '',
    user: 'Why?',
    ...(honours.includes('session')
      ? { session: 'chat-1' }
      : {
          history: [
            { role: 'user' as const, text: 'Is it blue?' },
            { role: 'assistant' as const, text: 'Yes.' },
          ],
        }),
  }

  it.each(Object.entries(settings[name] ?? {}))(
    'matches the recording with %s',
    async (file, given) => {
      const { signal } = new AbortController()
      await Array.fromAsync(make(server.url, given).answer(prompt, { signal }))
      const recorded = `${JSON.stringify(asked, null, 2)}\n`
      await expect(recorded).toMatchFileSnapshot(`recorded/${name}.${file}.json`)
    },
  )
})
