import { expect, it } from 'vitest'
import { knownModels, mentionedModels } from './models.ts'

const mentions = mentionedModels()

it('finds the models that are mentioned', () => {
  expect(mentions.get('gemini-3.8-flash')).toContain('terraform/variables.tf')
  expect(mentions.get('openai.gpt-oss-120b-1:0')).toContain('src/formats.ts')
})

it('knows every model that is mentioned, and when it ends', () => {
  const known = new Set(knownModels.map(({ model }) => model))
  const unknown = [...mentions].filter(([model]) => !known.has(model))
  expect(Object.fromEntries(unknown)).toEqual({})
})

it('has dates that can be read, and a source for each', () => {
  for (const { model, ends, source } of knownModels) {
    expect(ends === null || !Number.isNaN(Date.parse(ends)), model).toBe(true)
    expect(URL.canParse(source), model).toBe(true)
  }
})
