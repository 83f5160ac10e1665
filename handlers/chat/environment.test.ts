import { describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { chatEnvironment, chatsOf, modelOf, tokensOf, warnOfOpenTokens } from './environment.ts'

const tables = { DYNAMODB_TABLE: 'test-chat', DYNAMODB_MESSAGES_TABLE: 'test-messages' }
const agent = { AGENT_ID: 'ABCDEFGHIJ', AGENT_ALIAS_ID: 'TSTALIASID' }
const cognito = { COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEf123', COGNITO_CLIENT_ID: 'web' }
const secret = 'x'.repeat(32)

const sourceOf = (name: string) => ({ parameters: { jwt: async () => `the value of ${name}` } })
const read = (environment: Record<string, string>) =>
  readConfig(chatEnvironment, { ...tables, ...environment })

describe('the environment of the chat', () => {
  it.each<[string, Record<string, string>]>([
    ['an agent and Cognito', { ...agent, ...cognito }],
    ['a model and Cognito', { BEDROCK_MODEL_ID: 'openai.gpt-oss-120b-1:0', ...cognito }],
    ['a shared secret', { ...agent, JWT_SECRET_KEY: secret, JWT_ALGORITHM: 'HS256' }],
    ['a secret in SSM', { ...agent, JWT_SECRET_KEY_PARAMETER: '/jwt', JWT_ALGORITHM: 'HS512' }],
    ['the updated issuer', { ...agent, ...cognito, COGNITO_ISSUER: 'updated' }],
    [
      'an issuer and an audience',
      {
        ...agent,
        JWT_SECRET_KEY: secret,
        JWT_ALGORITHM: 'HS256',
        JWT_ISSUER: 'https://shop.example',
        JWT_AUDIENCE: 'chat',
      },
    ],
    ['an expiry', { ...agent, ...cognito, CHAT_TTL_DAYS: '90' }],
  ])('may have %s', (_, environment) => {
    expect(() => read(environment)).not.toThrow()
  })

  it('says which tables, which model and which tokens', () => {
    const endpoint = 'http://127.0.0.1:8000'
    const config = read({
      ...agent,
      ...cognito,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      CHAT_TTL_DAYS: '90',
    })
    expect(chatsOf(config)).toEqual({
      chatsTable: 'test-chat',
      messagesTable: 'test-messages',
      ttlDays: 90,
      endpoint,
    })
    expect(modelOf(config)).toEqual({ agentId: 'ABCDEFGHIJ', agentAliasId: 'TSTALIASID' })
    expect(tokensOf(config, sourceOf)).toEqual({
      userPoolId: 'eu-west-1_AbCdEf123',
      clientId: ['web'],
    })
  })

  it('says so of a model and of a shared secret', () => {
    const shared = { JWT_SECRET_KEY: secret, JWT_ALGORITHM: 'HS256' }
    const config = read({ BEDROCK_MODEL_ID: 'a.b', ...shared })
    expect(modelOf(config)).toEqual({ modelId: 'a.b' })
    expect(tokensOf(config, sourceOf)).toEqual({ algorithm: 'HS256', secret })
  })

  it('says which issuer and which audience', () => {
    const shared = { JWT_SECRET_KEY: secret, JWT_ALGORITHM: 'HS256' }
    const named = { JWT_ISSUER: 'https://shop.example', JWT_AUDIENCE: 'chat' }
    expect(tokensOf(read({ ...agent, ...shared, ...named }), sourceOf)).toMatchObject({
      issuer: 'https://shop.example',
      audience: 'chat',
    })
    const both = read({ ...agent, ...cognito, COGNITO_ISSUER: 'original,updated' })
    expect(tokensOf(both, sourceOf)).toMatchObject({ issuer: ['original', 'updated'] })
  })

  it('has the source of a secret that is a parameter', async () => {
    const shared = { JWT_SECRET_KEY_PARAMETER: '/jwt', JWT_ALGORITHM: 'HS512' }
    const tokens = tokensOf(read({ ...agent, ...shared }), sourceOf)
    if (!('secret' in tokens && typeof tokens.secret === 'function')) throw new Error('No source')
    expect(await tokens.secret({ refresh: false })).toBe('the value of /jwt')
  })

  const models = 'AGENT_ID and AGENT_ALIAS_ID or BEDROCK_MODEL_ID: exactly one'
  const tokens = 'JWT_ALGORITHM: exactly one'

  it.each<[string, string, Record<string, string>]>([
    ['no model', models, cognito],
    ['half an agent', models, { ...cognito, AGENT_ID: 'ABCDEFGHIJ' }],
    ['an agent and a model', models, { ...cognito, ...agent, BEDROCK_MODEL_ID: 'a.b' }],
    ['half an agent and a model', models, { ...cognito, AGENT_ID: 'A', BEDROCK_MODEL_ID: 'a.b' }],
    ['no tokens', tokens, agent],
    ['half a pool', tokens, { ...agent, COGNITO_CLIENT_ID: 'web' }],
    ['a secret without its algorithm', tokens, { ...agent, JWT_SECRET_KEY: secret }],
    ['an algorithm beside Cognito', tokens, { ...agent, ...cognito, JWT_ALGORITHM: 'HS256' }],
    [
      'a secret beside Cognito',
      tokens,
      { ...agent, ...cognito, JWT_SECRET_KEY: secret, JWT_ALGORITHM: 'HS256' },
    ],
    [
      'two secrets',
      tokens,
      {
        ...agent,
        JWT_SECRET_KEY: secret,
        JWT_SECRET_KEY_PARAMETER: '/jwt',
        JWT_ALGORITHM: 'HS256',
      },
    ],
    [
      'a short secret',
      'JWT_SECRET_KEY: must be at least 32 bytes',
      { ...agent, JWT_SECRET_KEY: 'hunter2-hunter2', JWT_ALGORITHM: 'HS256' },
    ],
    [
      'an algorithm of two keys',
      'JWT_ALGORITHM: must be one of HS256, HS384, HS512',
      { ...agent, JWT_SECRET_KEY: secret, JWT_ALGORITHM: 'RS256' },
    ],
    [
      'an issuer of tokens beside Cognito',
      'JWT_ISSUER and JWT_AUDIENCE: only with JWT_ALGORITHM',
      { ...agent, ...cognito, JWT_ISSUER: 'https://shop.example' },
    ],
    [
      'an issuer of Cognito beside a secret',
      'COGNITO_ISSUER: only with COGNITO_USER_POOL_ID',
      { ...agent, JWT_SECRET_KEY: secret, JWT_ALGORITHM: 'HS256', COGNITO_ISSUER: 'original' },
    ],
    [
      'an issuer that Cognito does not have',
      'COGNITO_ISSUER: must be one of original, updated, original,updated',
      { ...agent, ...cognito, COGNITO_ISSUER: 'both' },
    ],
    [
      'an audience with a space',
      'JWT_AUDIENCE: must be a name or a URL, without spaces',
      { ...agent, JWT_SECRET_KEY: secret, JWT_ALGORITHM: 'HS256', JWT_AUDIENCE: 'a b' },
    ],
    ['an expiry of nothing', 'CHAT_TTL_DAYS', { ...agent, ...cognito, CHAT_TTL_DAYS: '0' }],
    ['a table of no name', 'DYNAMODB_TABLE', { ...agent, ...cognito, DYNAMODB_TABLE: 'a b' }],
  ])('may not have %s', (_, fault, environment) => {
    const reading = () => read(environment)
    expect(reading).toThrow(TypeError)
    expect(reading).toThrow(fault)
    expect(reading).not.toThrow('hunter2')
  })
})

describe('the warning of open tokens', () => {
  const shared = { ...agent, JWT_SECRET_KEY: secret, JWT_ALGORITHM: 'HS256' }
  const issuer = { JWT_ISSUER: 'https://shop.example' }
  const audience = { JWT_AUDIENCE: 'chat' }
  const anyIssuer = 'JWT_ISSUER is not set: any issuer is accepted'
  const anyAudience = 'JWT_AUDIENCE is not set: any audience is accepted'

  it.each<[string, Record<string, string>, string[]]>([
    ['a secret alone', shared, [anyIssuer, anyAudience]],
    ['an issuer', { ...shared, ...issuer }, [anyAudience]],
    ['an audience', { ...shared, ...audience }, [anyIssuer]],
    ['both', { ...shared, ...issuer, ...audience }, []],
    ['Cognito', { ...agent, ...cognito }, []],
  ])('with %s', (_, environment, warnings) => {
    const warn = vi.fn()
    warnOfOpenTokens({ warn }, read(environment))
    expect(warn.mock.calls.flat()).toEqual(warnings)
  })
})
