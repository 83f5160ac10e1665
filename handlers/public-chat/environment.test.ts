import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { bedrockModels } from '../shared/bedrock-models.ts'
import { limitsOf, publicEnvironment } from './environment.ts'
import { defaultRules } from './prompt.ts'

const least = { LIMITS_TABLE: 'limits', ADDRESS_SALT: 'x'.repeat(32) }
const read = (environment: Record<string, string> = {}) =>
  readConfig(publicEnvironment, { ...least, ...environment })

describe('the environment of the public chat', () => {
  it('needs a table and a salt, and has defaults for the rest', () => {
    expect(read()).toEqual({
      ...least,
      REQUESTS_PER_MINUTE: 10,
      TRUST_VIEWER_ADDRESS: false,
      BEDROCK_MODEL_ID: 'openai.gpt-oss-120b-1:0',
      MAX_OUTPUT_TOKENS: 1_000,
      SYSTEM_PROMPT: defaultRules,
      ALLOW_SYSTEM_PROMPT: false,
    })
  })

  it.each<[string, string, Record<string, string>]>([
    ['no table', 'LIMITS_TABLE: missing', { LIMITS_TABLE: '' }],
    ['no salt', 'ADDRESS_SALT or ADDRESS_SALT_PARAMETER: exactly one', { ADDRESS_SALT: '' }],
    ['two salts', 'exactly one', { ADDRESS_SALT_PARAMETER: '/salt' }],
    ['a short salt', 'ADDRESS_SALT: must be at least 32 bytes', { ADDRESS_SALT: 'hunter2' }],
    [
      'no requests at all',
      'REQUESTS_PER_MINUTE: must be a whole number of requests',
      { REQUESTS_PER_MINUTE: '0' },
    ],
    [
      'half a request',
      'REQUESTS_PER_DAY: must be a whole number of requests',
      { REQUESTS_PER_DAY: '0.5' },
    ],
    [
      'no tokens',
      'MAX_OUTPUT_TOKENS: must be a whole number of tokens',
      { MAX_OUTPUT_TOKENS: '0' },
    ],
    [
      'another effort',
      'REASONING_EFFORT: must be one of low, medium, high',
      { REASONING_EFFORT: 'max' },
    ],
    ['a switch that is neither', 'true, false', { ALLOW_SYSTEM_PROMPT: 'yes' }],
  ])('may not have %s', (_, fault, environment) => {
    expect(() => read(environment)).toThrow(fault)
    expect(() => read(environment)).not.toThrow('hunter2')
  })
})

describe('the limits', () => {
  it('are those of a minute, where AWS has the table', () => {
    expect(limitsOf(read())).toEqual({
      table: 'limits',
      trustViewerAddress: false,
      limits: [{ requests: 10, seconds: 60 }],
    })
  })

  it('may also be those of a day, in another place', () => {
    const endpoint = 'http://127.0.0.1:8000'
    const config = read({
      REQUESTS_PER_MINUTE: '20',
      REQUESTS_PER_DAY: '100',
      TRUST_VIEWER_ADDRESS: 'true',
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    })
    expect(limitsOf(config)).toEqual({
      table: 'limits',
      endpoint,
      trustViewerAddress: true,
      limits: [
        { requests: 20, seconds: 60 },
        { requests: 100, seconds: 86_400 },
      ],
    })
  })
})

describe('the models', () => {
  it('are gpt-oss with little reasoning and a cap', () => {
    expect(bedrockModels(read())).toEqual([
      {
        modelId: 'openai.gpt-oss-120b-1:0',
        maxTokens: 1_000,
        additionalModelRequestFields: { reasoning_effort: 'low' },
      },
    ])
  })

  it('have a fallback, whose own field of effort is not that of gpt-oss', () => {
    const models = {
      BEDROCK_FALLBACK_MODEL_ID: 'us.amazon.nova-micro-v1:0',
      MAX_OUTPUT_TOKENS: '500',
    }
    expect(bedrockModels(read(models))[1]).toEqual({
      modelId: 'us.amazon.nova-micro-v1:0',
      maxTokens: 500,
    })
    const [first, second] = bedrockModels(read({ ...models, REASONING_EFFORT: 'high' }))
    expect(first).toMatchObject({ additionalModelRequestFields: { reasoning_effort: 'high' } })
    expect(second).toMatchObject({ effort: 'high' })
  })
})
