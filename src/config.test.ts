import * as v from 'valibot'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import * as z from 'zod/mini'
import * as env from './config.ts'
import * as formats from './formats.ts'

const schema = z
  .object({
    POOL: env.text(formats.userPoolId),
    CLIENTS: env.clientIds(),
    MODEL: env.text(formats.geminiModel),
    KEY: z.optional(env.secret()),
    KEY_NAME: z.optional(env.text(formats.parameterName)),
    KEYS_URI: z.optional(env.text(formats.loopbackUrl)),
    BASE_URL: z.optional(env.text(formats.serviceUrl)),
  })
  .check(env.exactlyOneOf('KEY', 'KEY_NAME'))

const good = {
  POOL: 'eu-west-1_AbCdEf123',
  CLIENTS: 'web, app',
  MODEL: 'gemini-3.8-flash',
  KEY: 'sk-123',
}

describe('readConfig', () => {
  it('gives what the schema makes of the environment, and nothing else of it', () => {
    const config = env.readConfig(schema, { ...good, PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'x' })

    expect(config).toEqual({ ...good, CLIENTS: ['web', 'app'] })
    expectTypeOf(config.CLIENTS).toEqualTypeOf<string[]>()
    expectTypeOf(config.KEY).toEqualTypeOf<string | undefined>()
  })

  it('names every fault in one error, and no value', () => {
    const read = () =>
      env.readConfig(schema, {
        POOL: 'the-pool',
        CLIENTS: 'the client!',
        KEY: 'sk-123',
        KEY_NAME: 'the name',
        KEYS_URI: 'https://evil.example',
        BASE_URL: 'http://evil.example',
      })

    expect(read).toThrow(
      new TypeError(
        [
          'The configuration is not valid.',
          'POOL: must be a user pool id such as eu-west-1_AbCdEf123',
          'CLIENTS: must be app client ids, comma-separated',
          'MODEL: missing: a model such as gemini-3.8-flash',
          'KEY_NAME: must be the name of an SSM parameter',
          'KEYS_URI: must be a URL on this machine (loopback)',
          'BASE_URL: must be an https URL, or one on this machine',
          'KEY or KEY_NAME: exactly one of them is needed',
        ].join('\n  '),
      ),
    )
  })

  it('takes an empty variable for a missing one', () => {
    expect(() => env.readConfig(schema, { ...good, MODEL: '' })).toThrow('MODEL: missing:')
    expect(env.readConfig(schema, { ...good, BASE_URL: '' })).not.toHaveProperty('BASE_URL')
  })

  it('leaves the environment as it is', () => {
    const environment = Object.freeze({ ...good, BASE_URL: '' })

    env.readConfig(schema, environment)
    expect(environment.BASE_URL).toBe('')
  })

  it('names the variables of any Standard Schema', () => {
    const other = v.object({ PORT: v.string(), HOST: v.string() })

    expect(() => env.readConfig(other, {})).toThrow(/\n {2}PORT: .*\n {2}HOST: /)
  })

  it('refuses a schema that takes its time', () => {
    const slow = v.pipeAsync(
      v.unknown(),
      v.checkAsync(async () => true),
    )

    expect(() => env.readConfig(slow, {})).toThrow(
      new TypeError('The schema of a configuration must be synchronous'),
    )
  })

  it('names a fault within a variable by its path', () => {
    const parsed = v.pipe(v.string(), v.transform(JSON.parse), v.object({ perDay: v.number() }))
    const read = () => env.readConfig(v.object({ LIMITS: parsed }), { LIMITS: '{"perDay":"x"}' })

    expect(read).toThrow('\n  LIMITS.perDay: ')
  })
})

describe.each<[string, () => z.ZodMiniType, string[], string[]]>([
  [
    'userPoolId',
    () => env.text(formats.userPoolId),
    ['us-east-1_Ab1', 'eu-west-1_AbCdEf123', 'us-gov-west-1_Ab1', 'ap-southeast-2_x'],
    [
      'us-east-1',
      'us-east-1_',
      'us-east-1_a/b',
      'us-east-1_a b',
      'x us-east-1_a',
      'us-east-1_a\n',
      '_a',
    ],
  ],
  [
    'clientIds',
    env.clientIds,
    ['1example23456789', 'a,b', 'a, b ,c', ' a '],
    [',', 'a,', ',a', 'a,,b', 'a b', 'a;b', 'a/b', 'x'.repeat(129), ' '],
  ],
  [
    'geminiModel',
    () => env.text(formats.geminiModel),
    ['gemini-3.8-flash', 'models/gemini-3.8-flash', 'tunedModels/my_model'],
    ['a/b/c', '/a', 'a/', 'a b', 'a?key=b', 'a:generateContent', '../a/b'],
  ],
  [
    'parameterName',
    () => env.text(formats.parameterName),
    ['/chat/gemini-key', 'gemini_key', 'arn:aws:ssm:eu-west-1:123456789012:parameter/chat/key'],
    ['a b', 'a*', 'x'.repeat(2049)],
  ],
  [
    'loopbackUrl',
    () => env.text(formats.loopbackUrl),
    ['http://127.0.0.1:8787/pool', 'https://localhost', 'http://[::1]:1'],
    [
      'https://evil.example',
      'http://localhost.evil.example',
      'ftp://localhost',
      'localhost:80',
      '127.0.0.1',
    ],
  ],
  [
    'serviceUrl',
    () => env.text(formats.serviceUrl),
    ['https://generativelanguage.googleapis.com', 'http://127.0.0.1:1'],
    [
      'http://evil.example',
      'http://127.0.0.1.evil.example',
      'file:///etc/passwd',
      'evil.example',
      '/',
    ],
  ],
  [
    'claimValue',
    () => env.text(formats.claimValue),
    ['https://shop.example/', 'chat', 'urn:example:chat'],
    ['a b', ' chat', 'x'.repeat(1025)],
  ],
  [
    'cognitoIssuers',
    env.cognitoIssuers,
    ['original', 'updated', 'original,updated'],
    ['ORIGINAL', 'both', 'updated;original'],
  ],
  ['secret', env.secret, ['x', ' '], ['']],
  ['sharedSecret', env.sharedSecret, ['x'.repeat(32), '가'.repeat(11)], ['x'.repeat(31), '']],
  [
    'count',
    () => env.count('a number of days'),
    ['1', '10', '999999999'],
    ['0', '01', '-1', '1.5', '1e3', '1000000000', '', ' 1', '1 ', '1\n'],
  ],
  ['oneOf', () => env.oneOf('a', 'b'), ['a', 'b'], ['', 'c', 'ab']],
])('%s', (_, type, right, wrong) => {
  it.each(right)('takes %j', (value) => {
    expect(type().safeParse(value).success).toBe(true)
  })

  it.each(wrong)('refuses %j, which it does not repeat', (value) => {
    const result = type().safeParse(value)

    expect(result.success).toBe(false)
    if (value.trim().length > 2) {
      expect(JSON.stringify(result.error?.issues.map(({ message }) => message))).not.toContain(
        value,
      )
    }
  })
})

describe('a variable', () => {
  it.each<[z.ZodMiniType, string, unknown]>([
    [env.count('a number'), '30', 30],
    [env.clientIds(), ' a, b ,c', ['a', 'b', 'c']],
    [
      env.origins(),
      ' https://a.example , http://localhost:1',
      ['https://a.example', 'http://localhost:1'],
    ],
    [env.cognitoIssuers(), 'original,updated', ['original', 'updated']],
  ])('is read as what it stands for: %#', (type, value, read) => {
    expect(type.parse(value)).toEqual(read)
  })

  it.each<[z.ZodMiniType, unknown, string]>([
    [env.count('a number of days'), 'x', 'must be a number of days'],
    [env.count('a number of days'), undefined, 'missing: a number of days'],
    [env.text(formats.tableName), 7, 'must be the name of a DynamoDB table'],
    [env.oneOf('a', 'b'), 'c', 'must be one of a, b'],
    [env.sharedSecret(), 'x', 'must be at least 32 bytes'],
  ])('says what it must be: %#', (type, value, message) => {
    expect(type.safeParse(value).error?.issues.map((issue) => issue.message)).toEqual([message])
  })
})

describe('exactlyOneOf', () => {
  const grouped = z
    .object({ A: z.optional(z.string()), B: z.optional(z.string()), C: z.optional(z.string()) })
    .check(env.exactlyOneOf(['A', 'B'], 'C'))

  it.each([{ A: 'a', B: 'b' }, { C: 'c' }])(
    'takes keys that belong together: %o',
    (environment) => {
      expect(env.readConfig(grouped, environment)).toEqual(environment)
    },
  )

  it.each([{}, { A: 'a' }, { B: 'b', C: 'c' }, { A: 'a', B: 'b', C: 'c' }])(
    'refuses a part of them, and more: %o',
    (environment) => {
      expect(() => env.readConfig(grouped, environment)).toThrow(
        'A and B or C: exactly one of them is needed',
      )
    },
  )

  const either = z
    .object({ A: z.optional(z.string()), B: z.optional(z.string()), C: z.string() })
    .check(env.exactlyOneOf('A', 'B'))

  it.each([
    ['none of them', { C: 'c' }],
    ['all of them', { A: 'a', B: 'b', C: 'c' }],
  ])('refuses %s', (_, environment) => {
    expect(() => env.readConfig(either, environment)).toThrow(
      'A or B: exactly one of them is needed',
    )
  })

  it('takes one of three, and no two', () => {
    const three = z
      .object({ A: z.optional(z.string()), B: z.optional(z.string()), C: z.optional(z.string()) })
      .check(env.exactlyOneOf('A', 'B', 'C'))
    expect(env.readConfig(three, { B: 'b' })).toEqual({ B: 'b' })
    expect(() => env.readConfig(three, { A: 'a', B: 'b' })).toThrow('A or B or C: exactly one')
  })

  it('says so also when others are at fault', () => {
    expect(() => env.readConfig(either, {})).toThrow(/C: .*\n.*A or B: /)
  })

  it.each([
    { A: 'a', C: 'c' },
    { B: 'b', C: 'c' },
  ])('takes %o', (environment) => {
    expect(env.readConfig(either, environment)).toEqual(environment)
  })
})

describe('onlyWith', () => {
  const dependent = z
    .object({ A: z.optional(z.string()), B: z.optional(z.string()), C: z.optional(z.string()) })
    .check(env.onlyWith('A', 'B', 'C'))

  it.each([{}, { A: 'a' }, { A: 'a', C: 'c' }])('takes %o', (environment) => {
    expect(env.readConfig(dependent, environment)).toEqual(environment)
  })

  it.each([{ B: 'b' }, { C: 'c' }, { B: 'b', C: 'c' }])('refuses %o', (environment) => {
    expect(() => env.readConfig(dependent, environment)).toThrow('B and C: only with A')
  })

  it('says so also when others are at fault', () => {
    const more = z
      .object({ A: z.optional(z.string()), B: z.optional(z.string()), C: z.string() })
      .check(env.onlyWith('A', 'B'))
    expect(() => env.readConfig(more, { B: 'b' })).toThrow(/C: .*\n.*B: only with A/)
  })
})

describe('secretOrName', () => {
  it('is the value when there is one, else the name', () => {
    expect(env.secretOrName('sk-123', undefined)).toEqual({ value: 'sk-123' })
    expect(env.secretOrName(undefined, '/chat/key')).toEqual({ name: '/chat/key' })
  })

  it('is a name that no parameter has when there is neither', () => {
    expect(env.secretOrName(undefined, undefined)).toEqual({ name: '' })
  })
})

describe('logOverrides', () => {
  it('warns of each that is set, without a password, and of none on this machine', () => {
    const [warn, debug] = [vi.fn(), vi.fn()]

    const config = {
      KEYS_URI: 'http://localhost:1',
      BASE_URL: undefined,
      SSM_URL: 'https://user:secret@ssm.example',
      OTHER: 'x',
    }
    env.logOverrides({ warn, debug }, config, ['KEYS_URI', 'BASE_URL', 'SSM_URL'])

    expect(warn.mock.calls).toEqual([['SSM_URL replaces an address: https://ssm.example']])
    expect(debug.mock.calls).toEqual([['KEYS_URI replaces an address: http://localhost:1']])
  })
})
