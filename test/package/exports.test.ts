import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Consumer, entries, manifest, startConsumer } from './consumer.ts'

/** What the import of an entry loads besides the library: packages that come with it. */
const loads: Record<string, string[]> = {
  'middy-chat/answer': [],
  'middy-chat/client': ['eventsource-parser'],
  'middy-chat/client/chats': ['eventsource-parser'],
  'middy-chat/cognito-auth': ['@middy/util', 'aws-jwt-verify'],
  'middy-chat/errors': ['@middy/util'],
  'middy-chat/event-stream': ['@middy/util'],
  'middy-chat/json-answer': ['@middy/util', 'content-type', 'negotiator'],
  'middy-chat/json-body': ['@middy/http-json-body-parser', '@middy/util'],
  'middy-chat/json-errors': ['@middy/http-error-handler', '@middy/util'],
  'middy-chat/jwt-auth': ['@middy/util', 'jose'],
  'middy-chat/models/canned': [],
  'middy-chat/models/provider': ['@middy/util'],
  'middy-chat/models/with-breaker': ['@middy/util', 'cockatiel'],
  'middy-chat/models/with-fallback': ['@middy/util'],
  'middy-chat/models/with-retry': ['@middy/util', 'cockatiel'],
  'middy-chat/testing': ['eventsource-parser'],
  'middy-chat/testing/setup': [],
}

/** What else has to be installed for an entry. */
const needs: Record<string, string> = {
  'middy-chat/chat-history': '@aws-sdk/client-dynamodb',
  'middy-chat/client/object': 'partial-json',
  'middy-chat/models/bedrock-agent': '@aws-sdk/client-bedrock-agent-runtime',
  'middy-chat/models/bedrock-converse': '@aws-sdk/client-bedrock-runtime',
  'middy-chat/models/gemini': '@google/generative-ai',
  'middy-chat/react': 'react',
  'middy-chat/request-log': '@aws-lambda-powertools/logger',
  'middy-chat/ssm-parameters': '@aws-lambda-powertools/parameters',
}

const resolutions = [
  ['--module', 'nodenext'],
  ['--module', 'esnext', '--moduleResolution', 'bundler'],
]

describe('the packed library', () => {
  let lean: Consumer
  let whole: Consumer

  beforeAll(() => {
    lean = startConsumer(['@middy/core'])
    whole = startConsumer([
      ...Object.keys(manifest.peerDependencies),
      ...['@types/node', '@types/react'],
    ])
  })
  afterAll(() => {
    lean.close()
    whole.close()
  })

  it('is tested by every export', () => {
    expect(Object.keys({ ...loads, ...needs }).sort()).toEqual([...entries].sort())
  })

  it.each(entries)('%s imports, with everything installed', async (entry) => {
    whole.write('one.mjs', `console.log(typeof (await import('${entry}')))`)
    expect(await whole.run(['one.mjs'])).toBe('object\n')
  })

  it.each(Object.entries(loads))('%s loads nothing but %j', async (entry, packages) => {
    lean.write('one.mjs', loading(entry))
    expect(JSON.parse(await lean.run(['one.mjs']))).toEqual(packages)
  })

  it.each(Object.entries(needs))('%s names %s where it is not installed', async (entry, peer) => {
    lean.write('one.mjs', `await import('${entry}')`)
    await expect(lean.run(['one.mjs'])).rejects.toThrow(`Cannot find package '${peer}'`)
  })

  it('brings the command, which needs nothing else', async () => {
    lean.write('hello.mjs', `export const handler = async ({ name }) => \`hello \${name}\``)
    lean.write('events/ada.json', '{ "name": "Ada" }')
    lean.write('events/expected/ada.txt', 'HTTP 200\ncontent-type: application/json\n\n"hello Ada"')
    const command = join('node_modules/middy-chat', manifest.bin['middy-chat'])
    const printed = await lean.run([command, 'replay', 'hello.mjs', 'events'])
    expect(printed).toContain('1 events, none differs')
  })

  it('has an optional peer for all that only some exports need', () => {
    const optional = Object.keys(manifest.peerDependenciesMeta)
    expect(Object.values(needs).filter((peer) => !optional.includes(peer))).toEqual([])
  })

  it.each(resolutions)(
    'has types that say what a middleware adds, under %s %s',
    (...resolution) => {
      whole.write(
        'all.ts',
        entries.map((entry, at) => `import * as m${at} from '${entry}'`).join('\n'),
      )
      whole.write('typed.ts', typed)
      whole.compile([
        '--strict',
        '--types',
        'node',
        '--skipLibCheck',
        ...resolution,
        'all.ts',
        'typed.ts',
      ])
    },
  )
})

/** With claims of type `any` there would be no error to expect. */
const typed = `import middy from '@middy/core'
import { cognitoAuth } from 'middy-chat/cognito-auth'
middy()
  .use(cognitoAuth({ userPoolId: 'eu-west-1_EXAMPLE', clientId: 'client' }))
  .handler(async (_event, { claims }) => {
    // @ts-expect-error
    const sub: number = claims.sub
    return { statusCode: 200, body: String(sub) }
  })
`

/** Prints the packages whose modules an import brings, without the library itself. */
function loading(entry: string): string {
  return `import { registerHooks } from 'node:module'
const packages = new Set()
registerHooks({
  load(url, context, nextLoad) {
    packages.add(/.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url)?.[1])
    return nextLoad(url, context)
  },
})
await import('${entry}')
packages.delete(undefined)
packages.delete('middy-chat')
console.log(JSON.stringify([...packages].sort()))`
}
