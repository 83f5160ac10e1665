import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Prompt } from '../../../src/answer/answer.ts'
import { bedrockConverse } from '../../../src/models/bedrock-converse.ts'
import type { JsonOutput } from '../../../src/models/internal/json-output.ts'
import { encouragementPrompt } from '../../../test/support/encouragement-prompt.ts'
import { type Bedrock, startBedrock } from './bedrock.ts'

let bedrock: Bedrock
beforeAll(async () => {
  bedrock = await startBedrock({ paceMs: 0, slowFirstMs: 0, cutAfterMs: 0 })
})
afterAll(() => bedrock.close())

const ask = async (prompt: Prompt, output: JsonOutput) => {
  const model = bedrockConverse({ modelId: 'm:0', endpoint: bedrock.url, output })
  const texts: string[] = []
  let finish: string | undefined
  try {
    for await (const each of model.answer(prompt, { signal: AbortSignal.timeout(5_000) })) {
      if (each.type === 'text') texts.push(each.text)
      if (each.type === 'finish') finish = each.reason
    }
  } catch (error) {
    return { texts, text: texts.join(''), error }
  }
  return { texts, text: texts.join(''), finish }
}

const encouraged = (message: string, repair: Partial<Prompt> = {}) => {
  const { schema, system, turns } = encouragementPrompt({ message, language: 'English' })
  const prompt = { system, user: turns[0]?.text ?? '', ...repair }
  return ask(prompt, { schema, name: 'encouragement' })
}

describe('a model that is asked for JSON', () => {
  it('answers in pieces that join to an instance of the schema', async () => {
    const { texts, text, finish } = await encouraged('I am anxious')
    expect(texts.length).toBeGreaterThan(5)
    expect(JSON.parse(text)).toMatchObject({ emotion: 'anxious', verse_id: 'Phil.4.6-7' })
    expect(finish).toBe('stop')
  })

  it('answers with a sample of any other schema', async () => {
    const hint = z.object({ text: z.string(), line: z.number().optional() })
    const schema = z.object({ level: z.enum(['easy', 'hard']), hints: z.array(hint).min(1) })
    const { text } = await ask({ system: '', user: 'Write one.' }, { schema, name: 'exercise' })
    expect(schema.parse(JSON.parse(text))).toEqual({
      level: 'easy',
      hints: [{ text: 'Any text.' }],
    })
  })

  it.each([
    ['429', 'model_busy'],
    ['503', 'model_overloaded'],
    ['safety-prompt', 'prompt_refused'],
    ['empty-stop', 'model_empty'],
  ])('fails before the JSON: %s', async (name, code) => {
    expect(await encouraged(`/rehearse ${name}`)).toMatchObject({ text: '', error: { code } })
  })

  it.each([
    ['cut', { error: { code: 'model_incomplete' } }],
    ['error-mid-stream', { error: { code: 'model_overloaded' } }],
    ['safety-mid-stream', { finish: 'refused' }],
    ['max-tokens', { finish: 'length' }],
  ])('fails in the middle of the JSON: %s', async (name, end) => {
    const answer = await encouraged(`/rehearse ${name}`)
    expect(answer).toMatchObject(end)
    expect(answer.text).toMatch(/^\{"self_harm":false,.*"message":"\w+/)
    expect(() => JSON.parse(answer.text)).toThrow(SyntaxError)
  })

  it('repairs an answer, unless it is to fail always', async () => {
    for (const [name, isRepaired] of [
      ['bad-json', true],
      ['bad-json-always', false],
    ] as const) {
      const message = `I am anxious /rehearse ${name}`
      const { turns } = encouragementPrompt({ message, language: 'English' })
      const broken = await encouraged(message)
      expect(broken).toMatchObject({ finish: 'stop', text: expect.stringMatching(/,$/) })
      const history = [...turns, { role: 'assistant', text: broken.text } as const]
      const again = await encouraged(message, { history, user: 'It is not JSON.' })
      expect(again.text === (await encouraged('I am anxious')).text).toBe(isRepaired)
    }
  })
})

it.each([
  ['is not JSON', '{', 'The JSON schema is not valid JSON.'],
  ['has a keyword that no model supports', '{"minimum":1}', 'unsupported minimum'],
  ['refers to itself', '{"$ref":"#"}', 'unsupported $ref'],
])('refuses a schema that %s', async (_name, schema, message) => {
  const client = new BedrockRuntimeClient({ endpoint: bedrock.url, maxAttempts: 1 })
  const command = new ConverseStreamCommand({
    modelId: 'm:0',
    messages: [{ role: 'user', content: [{ text: 'Why?' }] }],
    outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema } } } },
  })
  await expect(client.send(command)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  })
})
