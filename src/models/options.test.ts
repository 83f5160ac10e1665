import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { bedrockAgent } from './bedrock-agent.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { canned } from './canned.ts'
import { gemini } from './gemini.ts'
import { withBreaker } from './with-breaker.ts'
import { withBudget } from './with-budget.ts'
import { withFallback } from './with-fallback.ts'
import { withRetry } from './with-retry.ts'
import { withoutSolution } from './without-solution.ts'

type Convention = {
  name: string
  // biome-ignore lint/suspicious/noExplicitAny: called with what its types forbid
  factory: (options: any) => unknown
  /** A valid value for every option. */
  good: Record<string, unknown>
  required: string[]
}

const output = { schema: z.object({ title: z.string() }), name: 'exercise' }
const place = { region: 'eu-west-1', endpoint: 'http://127.0.0.1:8000' }
const model = canned(() => 'Hello')

const factories: Convention[] = [
  {
    name: 'gemini',
    factory: gemini,
    good: {
      model: 'gemini-3.8-flash',
      apiKey: async () => 'key',
      baseUrl: 'https://proxy.example',
      maxOutputTokens: 1,
      thinking: 'minimal',
      temperature: 0,
      topP: 1,
      stopSequences: ['END'],
      seed: -1,
      safety: { HARM_CATEGORY_HARASSMENT: 'OFF' },
      output,
      generationConfig: { topK: 40 },
    },
    required: ['model', 'apiKey'],
  },
  {
    name: 'bedrock-converse',
    factory: bedrockConverse,
    good: {
      modelId: 'openai.gpt-oss-120b-1:0',
      maxTokens: 1,
      temperature: 1,
      topP: 0,
      stopSequences: ['END'],
      effort: 'xhigh',
      guardrail: { id: 'abc', version: '1', mode: 'async' },
      cachePoints: ['history'],
      output,
      additionalModelRequestFields: { reasoning_effort: 'low' },
      ...place,
    },
    required: ['modelId'],
  },
  {
    name: 'bedrock-agent',
    factory: bedrockAgent,
    good: {
      agentId: 'AGENT12345',
      agentAliasId: 'TSTALIASID',
      sessionAttributes: { plan: 'free' },
      promptSessionAttributes: { locale: 'ko' },
      ...place,
    },
    required: ['agentId', 'agentAliasId'],
  },
  {
    name: 'with-retry',
    factory: (options) => withRetry(model, options),
    good: { retries: 0, firstDelayMs: 1, maxDelayMs: 1, random: Math.random },
    required: [],
  },
  {
    name: 'with-breaker',
    factory: (options) => withBreaker(model, options),
    good: { failures: 1, openMs: 1, onStateChange: () => {} },
    required: [],
  },
  {
    name: 'with-budget',
    factory: (options) => withBudget({ ...model, maxOutputTokens: 64 }, options),
    good: { maxOutputTokens: 64, weigh: () => 1 },
    required: [],
  },
  {
    name: 'without-solution',
    factory: (options) => withoutSolution(model, options),
    good: {
      known: ['def f(n):'],
      reference: 'return n',
      question: 'Why?',
      maxRun: 1,
      maxTotal: 1,
      containment: 0.5,
      texts: { en: 'Stop.', ko: '그만.' },
      onStop: () => {},
    },
    required: [],
  },
]

describe.each(factories)('$name', ({ name, factory, good, required }) => {
  const pkg = `middy-chat/models/${name}`
  const fault = (message: string) =>
    expect.objectContaining({
      name: 'TypeError',
      message: expect.stringMatching(
        new RegExp(`^${pkg}: .*${message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
      ),
      cause: { package: pkg },
    })
  const least = Object.fromEntries(required.map((option) => [option, good[option]]))

  it('accepts all options, and the required ones alone', () => {
    expect(() => factory(good)).not.toThrow()
    expect(() => factory(least)).not.toThrow()
    const left = Object.fromEntries(Object.keys(good).map((option) => [option, undefined]))
    expect(() => factory({ ...left, ...least })).not.toThrow()
  })

  it('names a missing option', () => {
    for (const option of required) {
      expect(() => factory({ ...good, [option]: undefined })).toThrow(fault(`${option} must be`))
    }
  })

  it('names an unknown option', () => {
    const [first = ''] = Object.keys(good)
    expect(() => factory({ ...good, [`${first}s`]: good[first] })).toThrow(
      fault(`unknown option "${first}s"`),
    )
  })

  it('names every invalid option', () => {
    const wrong = Object.fromEntries(Object.keys(good).map((option) => [option, Symbol('wrong')]))
    for (const option of Object.keys(good)) {
      expect(() => factory(wrong)).toThrow(fault(`${option} must be`))
    }
  })

  it('accepts any options or throws its own TypeError', () => {
    const almost = fc.dictionary(
      fc.oneof(fc.constantFrom(...Object.keys(good)), fc.string()),
      fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(good))),
    )
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), almost), (options) => {
        try {
          factory(options)
        } catch (error) {
          expect(error).toEqual(fault(''))
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('a rule', () => {
  const key = { model: 'gemini-3.8-flash', apiKey: async () => 'key' }
  const id = { modelId: 'openai.gpt-oss-120b-1:0' }

  const harmless = { HARM_CATEGORY_HARASSMENT: 'OFF' }
  const thresholds = ['BLOCK_LOW_AND_ABOVE', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_ONLY_HIGH']

  it.each([
    ...[...thresholds, 'BLOCK_NONE', 'OFF'].map((each) => ({
      safety: { HARM_CATEGORY_HATE_SPEECH: each, HARM_CATEGORY_SEXUALLY_EXPLICIT: each },
    })),
    { safety: { HARM_CATEGORY_DANGEROUS_CONTENT: 'OFF', HARM_CATEGORY_CIVIC_INTEGRITY: 'OFF' } },
    ...['minimal', 'low', 'medium', 'high'].map((thinking) => ({ thinking })),
    { temperature: 2, topP: 0, stopSequences: [...'12345'], seed: 0 },
  ])('gemini accepts %j', (options) => {
    expect(() => gemini({ ...key, ...(options as object) })).not.toThrow()
  })

  it.each([
    ...['low', 'medium', 'high', 'xhigh', 'max'].map((effort) => ({ effort })),
    { guardrail: { id: 'abc', version: '1' } },
    { guardrail: { id: 'abc', version: '1', mode: 'sync' } },
    { cachePoints: ['system', 'history'], stopSequences: [...'1234'] },
    { cachePoints: [] },
  ])('bedrockConverse accepts %j', (options) => {
    expect(() => bedrockConverse({ ...id, ...(options as object) })).not.toThrow()
  })

  it.each([
    ['thinking must be one of minimal, low, medium, high', { thinking: 'none' }],
    ['temperature must be a number from 0 to 2', { temperature: 2.1 }],
    ['topP must be a number from 0 to 1', { topP: Number.NaN }],
    ['stopSequences must be a list of 1 to 5 strings', { stopSequences: [] }],
    ['seed must be a whole number', { seed: 0.5 }],
    [
      'safety must be one of BLOCK_LOW_AND_ABOVE, BLOCK_MEDIUM_AND_ABOVE, BLOCK_ONLY_HIGH, BLOCK_NONE, OFF for each category of harm',
      { safety: { HARM_CATEGORY_HARASSMENT: 'BLOCK_SOME' } },
    ],
    ['safety must be one of', { safety: { HARM_CATEGORY_RUDENESS: 'OFF' } }],
    ['safety must be one of', { safety: { ...harmless, HARM_CATEGORY_RUDENESS: 'OFF' } }],
    ['safety must be one of', { safety: ['OFF'] }],
    ['safety must be one of', { safety: [] }],
    ['safety must be one of', { safety: null }],
    ['stopSequences must be a list of 1 to 5 strings', { stopSequences: [...'123456'] }],
    [
      'generationConfig must be an object of fields other than maxOutputTokens, temperature, topP, stopSequences, seed, thinkingConfig, responseMimeType, responseSchema, responseJsonSchema',
      { generationConfig: { seed: 1 } },
    ],
    ['baseUrl must be an https URL', { baseUrl: 'http://google.example' }],
  ])('of gemini: %s', (message, options) => {
    expect(() => gemini({ ...key, ...(options as object) })).toThrow(message)
  })

  it.each([
    ['temperature must be a number from 0 to 1', { temperature: 1.5 }],
    ['effort must be one of low, medium, high, xhigh, max', { effort: 'none' }],
    [
      'guardrail must be { id, version }, and perhaps mode: sync or async',
      { guardrail: { id: 'abc' } },
    ],
    ['guardrail must be', { guardrail: { version: '1' } }],
    ['guardrail must be', { guardrail: { id: '', version: '1' } }],
    ['guardrail must be', { guardrail: { id: 7, version: '1' } }],
    ['guardrail must be', { guardrail: { id: 'abc', version: '1', mode: 'fast' } }],
    ['guardrail must be', { guardrail: 'abc' }],
    ['guardrail must be', { guardrail: null }],
    ['stopSequences must be a list of 1 to 4 strings', { stopSequences: [...'12345'] }],
    ['guardrail must be', { guardrail: { id: 'abc', version: '1', trace: 'enabled' } }],
    ['cachePoints must be a list of system, history', { cachePoints: ['tools'] }],
    ['cachePoints must be', { cachePoints: ['system', 'tools'] }],
    ['cachePoints must be', { cachePoints: 'system' }],
  ])('of bedrockConverse: %s', (message, options) => {
    expect(() => bedrockConverse({ ...id, ...(options as object) })).toThrow(message)
  })

  it.each([
    ['withRetry', () => withRetry(undefined as never)],
    ['withBreaker', () => withBreaker({} as never)],
    ['withFallback', () => withFallback(model, (() => model) as never)],
    ['canned', () => canned('Hello' as never)],
  ])('of %s refuses an argument of another kind', (_name, make) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(/^middy-chat\/models\/.* must be /)
  })
})
