import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageEntries } from '../../scripts/package-entries.ts'
import type { DynamoDb } from '../../twin/services/dynamodb.ts'
import { type Gemini, startGemini } from '../../twin/services/gemini.ts'
import { sse } from '../../twin/services/gemini-wire.ts'
import { type Ssm, startSsm } from '../../twin/services/ssm.ts'
import { limitsTable } from '../../twin/services/tables.ts'
import { functionUrlEvent, httpApiEvent, restApiEvent } from '../../twin/testing/event-shapes.ts'
import { startScripted } from '../../twin/testing/scripted-server.ts'
import { startUserPool, type UserPool } from '../../twin/testing/user-pool.ts'
import { codeOf, readPage, sectionsOf, tableOf } from '../documentation/pages.ts'
import { startTables, type TestTables } from '../support/chat-tables.ts'
import { hmacToken } from '../support/hmac-token.ts'
import { type Consumer, manifest, startConsumer } from './consumer.ts'

/** A handler's event, and what is expected of its response and of the JSON that it prints. */
type Expectation = { event: () => unknown; answer: object; printed?: object }

const json = { 'content-type': 'application/json' }
const chunk = (text: string) => ({ data: { chunk: text } })
const finish = { event: 'finish', data: { reason: 'stop' } }
const done = { data: '[DONE]' }
const jwtSecret = 'a secret of at least thirty-two bytes'
const signedIn = () => ({ authorization: `Bearer ${pool.token()}` })

/** For each example in `middlewares/README.md`. */
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
  'exercise.mjs': {
    event: () => ({ topic: 'Sorting' }),
    answer: { statusCode: 200, text: '{"title":"Sorting","steps":["Compare","Swap"]}' },
  },
  'auth.mjs': {
    event: () => restApiEvent({ headers: signedIn() }),
    answer: { statusCode: 200, text: 'learner' },
  },
  'jwt.mjs': {
    event: () => restApiEvent({ headers: { id_token: hmacToken(jwtSecret) } }),
    answer: { statusCode: 200, text: 'learner' },
  },
  'rate.mjs': {
    event: () => restApiEvent(),
    answer: {
      statusCode: 200,
      headers: { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '9' },
      text: 'done',
    },
  },
  'body.mjs': {
    event: () => restApiEvent({ headers: json, body: '{"query":"Why?"}' }),
    answer: { statusCode: 200, text: 'Why?, 10 times' },
  },
  'concurrency.mjs': {
    event: () => restApiEvent({ headers: signedIn() }),
    answer: { statusCode: 200, text: '{"answer":"Hello","finishReason":"stop"}' },
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
  'budget.mjs': {
    event: () => restApiEvent({ headers: { ...json, ...signedIn() }, body: '{"question":"Why?"}' }),
    answer: {
      statusCode: 200,
      headers: { 'ratelimit-policy': '"day";q=50000, "month";q=500000' },
      text: '{"answer":"You asked: Why?","finishReason":"stop"}',
    },
  },
}

const compilerOptions = ['--strict', '--module', 'nodenext', '--types', 'node', '--skipLibCheck']

/** For each Lambda in `examples/`. */
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
const ownModel = codeOf(readPage('docs/write-a-model.md'))
const routesPage = readPage('docs/routes.md')
const routes = new Map([...codeOf(routesPage), ...codeOf(routesPage, 'ts')])

let consumer: Consumer
let pool: UserPool
let ssm: Ssm
let dynamodb: DynamoDb
let tables: TestTables
let service: Awaited<ReturnType<typeof startScripted>>
let openAi: Awaited<ReturnType<typeof startScripted>>
let google: Gemini

beforeAll(async () => {
  consumer = startConsumer([
    ...Object.keys(manifest.peerDependencies),
    '@middy/http-router',
    'zod',
    '@types/node',
  ])
  for (const [name, code] of [...codeOf(page), ...own, ...ownModel, ...routes, ...codeOf(readme)]) {
    consumer.write(name, code)
  }
  for (const path of lambdas) consumer.write(basename(path), readFileSync(path, 'utf8'))
  consumer.write('ask.mjs', ask)
  pool = await startUserPool()
  ssm = await startSsm({ parameters: { '/shop/api-key': 'sk-shop-12345678901' } })
  ;({ dynamodb, tables } = await startTables([limitsTable('limits')]))
  service = await startScripted(() => {})
  openAi = await startScripted(({ write }) => write(completion))
  google = await startGemini({ apiKey: 'sk-google-12345678901' })
  google.script((_asked, { write }) => write(exercise))
})
afterAll(async () => {
  await Promise.all([pool.issuer.close(), ssm.close(), dynamodb.close(), service.close()])
  await Promise.all([openAi.close(), google.close()])
  consumer.close()
})

describe('what the documentation shows', () => {
  const entries = [...packageEntries.keys()]
  const middlewares = entries.filter((entry) =>
    packageEntries.get(entry)?.startsWith('middlewares/'),
  )

  it('has an example for each middleware, and what each should answer', () => {
    const sections = sectionsOf(page)
    const examples = middlewares.map((entry) => [
      ...codeOf(sections.get(basename(entry)) ?? '').keys(),
    ])

    expect(examples.every(({ length }) => length === 1)).toBe(true)
    const ofModels = [...codeOf(sections.get('Models') ?? '').keys()]
    expect([...examples.flat(), ...ofModels].sort()).toEqual(Object.keys(ofPages).sort())
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

  it('has a model of one’s own whose handler answers', async () => {
    expect([...ownModel.keys()]).toEqual([
      'openai-compatible.mjs',
      'openai-handler.mjs',
      'openai-compatible.test.mjs',
    ])
    const { response } = await askOf('openai-handler.mjs', httpApiEvent({ body: 'Why?' }))
    expect(response).toMatchObject({
      statusCode: 200,
      frames: [chunk('Because.'), { event: 'usage' }, finish, done],
    })
    expect(openAi.calls).toHaveLength(1)
    expect(openAi.calls[0]).toMatchObject({
      method: 'POST',
      headers: { authorization: 'Bearer sk-model-12345678901' },
    })
    expect(JSON.parse(String(openAi.calls[0]?.body))).toEqual({
      model: 'gpt-oss-120b',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'Answer in one sentence.' },
        { role: 'user', content: 'Why?' },
      ],
    })
  })

  it('has a model of one’s own that has every trait of ours, in under 50 lines', async () => {
    expect(ownModel.get('openai-compatible.mjs')?.trim().split('\n').length).toBeLessThan(50)
    const printed = await consumer.run(['--test', 'openai-compatible.test.mjs'])
    expect(printed).toMatch(/^ℹ pass [1-9]\d$/m)
    expect(printed).toContain('fail 0')
  })

  it('has several routes in one function, whose test passes and whose types fit', async () => {
    expect([...routes.keys()]).toEqual(['routes-handler.mjs', 'routes.test.mjs', 'typed-routes.ts'])
    expect(await consumer.run(['--test', 'routes.test.mjs'])).toContain('pass 3')
    consumer.compile([...compilerOptions, 'typed-routes.ts'])
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
    consumer.compile([...compilerOptions, ...Object.keys(ofLambdas)])
  })

  it.each(Object.entries(ofLambdas))('%s runs as it stands', async (file, { event, answer }) => {
    expect((await askOf(file, event())).response).toMatchObject(answer)
  })
})

/** Calls a handler in the consumer's folder: returns the JSON that it printed, and its answer. */
async function askOf(file: string, event: unknown) {
  const printed = await consumer.run(['ask.mjs', file, JSON.stringify(event)], {
    COGNITO_USER_POOL_ID: pool.options.userPoolId,
    COGNITO_CLIENT_ID: pool.options.clientId,
    COGNITO_JWKS_URI: pool.options.jwksUri,
    JWT_SECRET_KEY: jwtSecret,
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    LIMITS_TABLE: 'limits',
    ADDRESS_SALT: 'a salt of at least thirty-two bytes',
    DYNAMODB_TABLE: tables.chatsTable,
    DYNAMODB_MESSAGES_TABLE: tables.messagesTable,
    SERVICE_URL: service.url,
    SERVICE_KEY_PARAMETER: '/shop/api-key',
    MODEL_URL: openAi.url,
    MODEL_API_KEY: 'sk-model-12345678901',
    GEMINI_BASE_URL: google.url,
    GEMINI_API_KEY: 'sk-google-12345678901',
  })
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { lines, response: lines.at(-1) }
}

/** What an OpenAI-compatible provider streams. */
const completion = [
  JSON.stringify({ choices: [{ delta: { role: 'assistant', content: 'Because.' } }] }),
  JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] }),
  JSON.stringify({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } }),
  '[DONE]',
]
  .map((data) => `data: ${data}\n\n`)
  .join('')

/** What Gemini streams when it is given a schema. */
const exercise = ['{"title":"Sorting",', '"steps":["Compare","Swap"]}']
  .map((text, at) =>
    sse({
      candidates: [{ content: { parts: [{ text }] }, ...(at === 1 && { finishReason: 'STOP' }) }],
    }),
  )
  .join('')

const ask = `import 'middy-chat/testing/setup'
import { invoke } from 'middy-chat/testing'

const [file, event] = process.argv.slice(2)
const { handler } = await import(\`./\${file}\`)
console.log(JSON.stringify(await invoke(handler, JSON.parse(event))))
`
