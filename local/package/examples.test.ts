import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, readPage, sectionsOf, tableOf } from '../documentation/pages.ts'
import type { DynamoDb } from '../services/dynamodb.ts'
import { type Ssm, startSsm } from '../services/ssm.ts'
import { startTables, type TestTables } from '../testing/chat-tables.ts'
import { functionUrlEvent, httpApiEvent, restApiEvent } from '../testing/event-shapes.ts'
import { hmacToken } from '../testing/hmac-token.ts'
import { startScripted } from '../testing/scripted-server.ts'
import { startUserPool, type UserPool } from '../testing/user-pool.ts'
import { type Consumer, entries, manifest, startConsumer } from './consumer.ts'

/** An event for a handler, and what it answers: of the response, and of what it prints in JSON. */
type Expectation = { event: () => unknown; answer: object; printed?: object }

const json = { 'content-type': 'application/json' }
const chunk = (text: string) => ({ data: { chunk: text } })
const finish = { event: 'finish', data: { reason: 'stop' } }
const done = { data: '[DONE]' }
const jwtSecret = 'a secret of at least thirty-two bytes'
const signedIn = () => ({ authorization: `Bearer ${pool.token()}` })

/** Of each example in `middlewares/README.md`. */
const ofPages: Record<string, Expectation> = {
  'log.mjs': {
    event: () => restApiEvent(),
    answer: { statusCode: 200, text: 'done' },
    printed: { message: 'request', service: 'export', statusCode: 200 },
  },
  'errors.mjs': {
    event: () => restApiEvent(),
    answer: { statusCode: 409, text: '{"code":"sold_out","message":"Nothing is left."}' },
  },
  'stream.mjs': {
    event: () => functionUrlEvent(),
    answer: { statusCode: 200, frames: [chunk('Hello'), chunk(', you.'), finish, done] },
  },
  'answer.mjs': {
    event: () => httpApiEvent(),
    answer: { statusCode: 200, text: '{"answer":"Hello, you.","finishReason":"stop"}' },
  },
  'auth.mjs': {
    event: () => restApiEvent({ headers: signedIn() }),
    answer: { statusCode: 200, text: 'learner' },
  },
  'jwt.mjs': {
    event: () => restApiEvent({ headers: { id_token: hmacToken(jwtSecret) } }),
    answer: { statusCode: 200, text: 'learner' },
  },
  'body.mjs': {
    event: () => restApiEvent({ headers: json, body: '{"query":"Why?"}' }),
    answer: { statusCode: 200, text: 'Why?, 10 times' },
  },
  'keys.mjs': {
    event: () => ({}),
    answer: { statusCode: 200, text: '"19 characters"' },
  },
  'chat.mjs': {
    event: () => restApiEvent({ headers: { ...json, ...signedIn() }, body: '{"prompt":"Why?"}' }),
    answer: {
      statusCode: 200,
      text: expect.stringMatching(
        /^\{"response":"Turn 1: Why\?","chat":\{"id":".{36}","title":"Why\?"\}\}$/,
      ),
    },
  },
}

/** Of each Lambda in `examples/`. */
const ofLambdas: Record<string, Expectation> = {
  'who-am-i.ts': {
    event: () => restApiEvent({ headers: signedIn() }),
    answer: { statusCode: 200, text: expect.stringContaining(`"email":"learner@example.com"`) },
  },
  'forward-messages.ts': {
    event: () => ({ Records: [{ messageId: '1', body: '{}' }] }),
    answer: { statusCode: 200, text: '{"batchItemFailures":[]}' },
  },
  'csv-export.ts': {
    event: () => functionUrlEvent(),
    answer: { statusCode: 200, text: expect.stringContaining('10000'), terminal: done },
  },
}

const readme = readPage('README.md')
const page = readPage('middlewares/README.md')
const lambdas = globSync('examples/*.ts').filter((path) => !path.endsWith('.test.ts'))
const own = codeOf(readPage('docs/write-your-own.md'))

let consumer: Consumer
let pool: UserPool
let ssm: Ssm
let dynamodb: DynamoDb
let tables: TestTables
let service: Awaited<ReturnType<typeof startScripted>>

beforeAll(async () => {
  consumer = startConsumer([...Object.keys(manifest.peerDependencies), 'zod', '@types/node'])
  for (const [name, code] of [...codeOf(page), ...own, ...codeOf(readme)]) {
    consumer.write(name, code)
  }
  for (const path of lambdas) consumer.write(basename(path), readFileSync(path, 'utf8'))
  consumer.write('ask.mjs', ask)
  pool = await startUserPool()
  ssm = await startSsm({ parameters: { '/shop/api-key': 'sk-shop-12345678901' } })
  ;({ dynamodb, tables } = await startTables())
  service = await startScripted(() => {})
})
afterAll(async () => {
  await Promise.all([pool.issuer.close(), ssm.close(), dynamodb.close(), service.close()])
  consumer.close()
})

describe('what the documentation shows', () => {
  const middlewares = entries.filter((entry) => /middlewares/.test(sourceOf(entry)))

  it('has an example for each middleware, and what each should answer', () => {
    const sections = sectionsOf(page)
    const examples = middlewares.map((entry) => [
      ...codeOf(sections.get(basename(entry)) ?? '').keys(),
    ])

    expect(examples.every(({ length }) => length === 1)).toBe(true)
    expect(examples.flat().sort()).toEqual(Object.keys(ofPages).sort())
    expect([...codeOf(page).keys()].sort()).toEqual(Object.keys(ofPages).sort())
  })

  it('names every middleware in the README, and every package that some of them need', () => {
    const rows = tableOf(sectionsOf(readme).get('The middlewares') ?? '')
    expect(rows.map(([name]) => name).sort()).toEqual(
      middlewares.map((name) => `\`${name}\``).sort(),
    )

    const optional = Object.keys(manifest.peerDependenciesMeta)
    expect(optional.filter((peer) => !readme.includes(`\`${peer}\``))).toEqual([])
  })

  it('names every model', () => {
    const models = entries.filter((entry) => entry.startsWith('middy-chat/models/'))
    const rows = tableOf(sectionsOf(page).get('Models') ?? '')
    expect(rows.map(([name]) => name).sort()).toEqual(models.map((name) => `\`${name}\``).sort())
  })

  it.each(Object.entries(ofPages))('runs: %s', async (file, { event, answer, printed }) => {
    const { lines, response } = await askOf(file, event())
    expect(response).toMatchObject(answer)
    if (printed) expect(lines).toContainEqual(expect.objectContaining(printed))
  })

  it('has a middleware of one’s own whose test passes', async () => {
    expect([...own.keys()]).toEqual(['meter.mjs', 'meter-handler.mjs', 'meter.test.mjs'])
    expect(await consumer.run(['--test', 'meter.test.mjs'])).toContain('pass 2')
  })

  it('has a test of the guide’s handler, which passes', async () => {
    expect(await consumer.run(['--test', 'handler.test.mjs'])).toContain('pass 2')
  })
})

describe('the Lambdas of examples/', () => {
  it('are all run', () => {
    expect(lambdas.map((path) => basename(path)).sort()).toEqual(Object.keys(ofLambdas).sort())
  })

  it('have types that fit those of the packed library', () => {
    const options = ['--strict', '--module', 'nodenext', '--types', 'node', '--skipLibCheck']
    consumer.compile([...options, ...Object.keys(ofLambdas)])
  })

  it.each(Object.entries(ofLambdas))('%s runs as it stands', async (file, { event, answer }) => {
    expect((await askOf(file, event())).response).toMatchObject(answer)
  })
})

/** Asks a handler in the consumer's folder: what it printed in JSON, and its answer. */
async function askOf(file: string, event: unknown) {
  const printed = await consumer.run(['ask.mjs', file, JSON.stringify(event)], {
    COGNITO_USER_POOL_ID: pool.options.userPoolId,
    COGNITO_CLIENT_ID: pool.options.clientId,
    COGNITO_JWKS_URI: pool.options.jwksUri,
    JWT_SECRET_KEY: jwtSecret,
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    DYNAMODB_TABLE: tables.chatsTable,
    DYNAMODB_MESSAGES_TABLE: tables.messagesTable,
    SERVICE_URL: service.url,
    SERVICE_KEY_PARAMETER: '/shop/api-key',
  })
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { lines, response: lines.at(-1) }
}

const ask = `import 'middy-chat/testing/setup'
import { invoke } from 'middy-chat/testing'

const [file, event] = process.argv.slice(2)
const { handler } = await import(\`./\${file}\`)
console.log(JSON.stringify(await invoke(handler, JSON.parse(event))))
`

function sourceOf(entry: string): string {
  const target = manifest.exports[entry.replace('middy-chat', '.')]
  return typeof target === 'object' ? target.default : ''
}
