import { describe, expect, it } from 'vitest'
import * as formats from './formats.ts'

const long = (length: number) => 'x'.repeat(length)

type Row = [name: string, format: formats.Format, right: string[], wrong: string[]]

const patterns: Row[] = [
  [
    'region',
    formats.region,
    ['us-east-1', 'ap-southeast-2', 'us-gov-west-1', 'eusc-de-east-1', 'us-isob-east-1'],
    ['', 'us-1', 'u-east-1', 'europ-west-1', 'us-east-', 'us-east-12', 'us--1', 'us-e1ast-1'],
  ],
  [
    'userPoolId',
    formats.userPoolId,
    ['us-east-1_Ab1', 'us-gov-west-1_x', 'eu-west-1_AbCdEf123'],
    ['us-east-1', 'us-east-1_', 'us-east_a', 'us-1_a', 'us-east-1_a-b', 'Us-east-1_a', 'us-e2-1_a'],
  ],
  [
    'clientIds',
    formats.clientIds,
    ['a', long(128), '  a  ', 'a,b', 'a  ,  b  ', `a,${long(128)}`, 'a,b,c'],
    ['', ' ', ',', 'a,', ',a', 'a,,b', 'a b', 'a, b c', long(129), `a,${long(129)}`, 'a,-', '-'],
  ],
  [
    'origins',
    formats.origins,
    [
      'https://a.example',
      'https://a.example:8443',
      'http://localhost:3000',
      ' https://a , https://b ',
    ],
    [
      '',
      '*',
      'https://',
      'http://a.example',
      'https://A.example',
      'https://a/',
      'https://a,',
      'https://*.a',
      'https://a b',
    ],
  ],
  ['claimValue', formats.claimValue, ['a', long(1_024)], ['', long(1_025), 'a b', 'a ', ' a']],
  [
    'tableName',
    formats.tableName,
    ['abc', 'My_table-1.v2', long(255)],
    ['', 'ab', long(256), 'a/b/c', 'a b c'],
  ],
  [
    'timeZone',
    formats.timeZone,
    ['UTC', 'Asia/Seoul', 'asia/seoul', '+09:00'],
    ['', ' ', 'Seoul', 'Asia/Seoul; drop', '+9'],
  ],
  [
    'parameterName',
    formats.parameterName,
    ['a', '/shop/api-key', 'arn:aws:ssm:eu-west-1:123456789012:parameter/a.b_c', long(2_048)],
    ['', long(2_049), 'a b', 'a*'],
  ],
  [
    'geminiModel',
    formats.geminiModel,
    ['gemini-3.8-flash', 'models/gemini_3', 'a/b'],
    ['', '/', 'a/', '/a', 'a/b/c', 'a b', 'a/b c', 'a:b', 'a/b:c'],
  ],
  [
    'bedrockModelId',
    formats.bedrockModelId,
    [
      'openai.gpt-oss-120b-1:0',
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/some_profile-v1:0',
      long(2_048),
    ],
    ['', long(2_049), 'a b', 'a?'],
  ],
  [
    'agentId',
    formats.agentId,
    ['A', 'ABCDEFGHI9', 'abc'],
    ['', 'ABCDEFGHIJK', 'A-B', 'A_B', 'A B'],
  ],
]

const urls: Row[] = [
  [
    'serviceUrl',
    formats.serviceUrl,
    ['https://a.example', 'https://127.0.0.1', 'http://localhost:1', 'http://[::1]/a'],
    [
      '',
      'a.example',
      'http://a.example',
      'ftp://localhost',
      'git+http://localhost',
      'wss://a.example',
      'https://',
    ],
  ],
  [
    'loopbackUrl',
    formats.loopbackUrl,
    ['http://localhost', 'https://localhost', 'http://127.1.2.3'],
    [
      '',
      'https://a.example',
      'ftp://localhost',
      'git+http://localhost',
      'http://128.0.0.1',
      'http://127.0.0.1.a.example',
    ],
  ],
]

describe.each([...patterns, ...urls])('%s', (_, { what, matches }, right, wrong) => {
  it.each(right)('takes %j', (text) => {
    expect(matches(text)).toBe(true)
  })

  it.each(wrong)('refuses %j', (text) => {
    expect(matches(text)).toBe(false)
  })

  it('says what it is', () => {
    expect(what).not.toBe('')
  })
})

describe.each(patterns)('%s', (_, { matches }, [right = '']) => {
  it.each([`# ${right}`, `${right} #`, `${right}\n`, `#\n${right}`])('refuses %j', (text) => {
    expect(matches(text)).toBe(false)
  })
})
