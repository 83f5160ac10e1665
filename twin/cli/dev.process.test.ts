import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { type Frame, frameParser } from '../frames.ts'
import { createGate } from '../runtime/fixtures/gate.ts'
import { run, type Serving, serve } from './fixtures/cli.ts'

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))
let folder: string
let serving: Serving | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dev-'))
  await cp(fixtures, folder, { recursive: true })
})
afterEach(async () => {
  await serving?.end('SIGTERM')
  serving = undefined
  await rm(folder, { recursive: true })
})

const dev = async (...args: string[]) => {
  serving = await serve(['dev', ...args], folder)
  return serving
}

type Said = { word: string; pid: number; env: Record<string, string>; authorization?: string }
const ask = async (url: string, init?: RequestInit) =>
  (await (await fetch(url, init)).json()) as Said

describe('middy-chat dev with a handler that streams', () => {
  it('prints a curl command that shows the frames as they arrive', async () => {
    const { curl } = await dev('streams.mjs')
    const frames: { atMs: number; frame: Frame }[] = []
    const parse = frameParser((frame) => frames.push({ atMs: performance.now(), frame }))
    const child = spawn('sh', ['-c', curl])
    child.stdout.on('data', parse)
    await once(child, 'close')

    expect(frames.map(({ frame }) => frame)).toMatchObject([
      {
        data: {
          rawPath: '/',
          headers: { authorization: expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/) },
          requestContext: { http: { method: 'POST' } },
        },
      },
      { data: '[DONE]' },
    ])
    expect((frames[1]?.atMs ?? 0) - (frames[0]?.atMs ?? 0)).toBeGreaterThan(100)
  })

  it('with --cloudfront refuses what CloudFront refuses, and copies the token', async () => {
    const { url, stdout } = await dev('streams.mjs', '--cloudfront')
    expect(stdout).toContain('behind CloudFront')
    expect((await fetch(url)).status).toBe(200)
    expect((await fetch(url, { headers: { origin: 'http://localhost:1' } })).status).toBe(403)
    const post = (headers: Record<string, string>) =>
      fetch(url, { method: 'POST', body: '{}', headers })
    expect((await post({})).status).toBe(403)
    const hash = createHash('sha256').update('{}').digest('hex')
    const answer = await post({ 'x-amz-content-sha256': hash, authorization: 'Bearer a.b.c' })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('"x-viewer-authorization":"Bearer a.b.c"')
  })
})

describe('middy-chat dev --rest-api', () => {
  it('sends the event of a REST API, and prints a curl command without a hash', async () => {
    const { url, stdout, curl } = await dev('streams.mjs', '--rest-api')
    expect(stdout).toContain('behind a REST API')
    expect(curl).not.toContain('x-amz-content-sha256')
    const answer = await fetch(`${url}/notes/1?a=b`, { headers: { authorization: 'Bearer a.b.c' } })
    expect(answer.headers.get('x-amz-apigw-id')).toBeTruthy()
    const text = await answer.text()
    expect(text).toContain('"path":"/notes/1"')
    expect(text).toContain('"authorization":"Bearer a.b.c"')
  })

  it('is refused together with --cloudfront', async () => {
    const { code, stderr } = await run(['dev', 'streams.mjs', '--rest-api', '--cloudfront'], folder)
    expect(code).toBe(2)
    expect(stderr).toContain('--cloudfront and --rest-api exclude each other')
  })
})

describe('middy-chat dev --http-api', () => {
  it('sends the event of an HTTP API, and prints a curl command without a hash', async () => {
    const { url, stdout, curl } = await dev('streams.mjs', '--http-api')
    expect(stdout).toContain('behind an HTTP API')
    expect(curl).not.toContain('x-amz-content-sha256')
    expect(await (await fetch(`${url}/notes/1`)).text()).toContain('"rawPath":"/notes/1"')
  })

  it('is refused together with --rest-api', async () => {
    const { code, stderr } = await run(['dev', 'streams.mjs', '--http-api', '--rest-api'], folder)
    expect(code).toBe(2)
    expect(stderr).toContain('--rest-api and --http-api exclude each other')
  })
})

describe('middy-chat dev with a handler whose response is lost', () => {
  const lost = async (source: string) => {
    await writeFile(join(folder, 'lost.mjs'), source)
    const served = await dev('lost.mjs')
    const { status } = await fetch(served.url)
    return { status, served }
  }

  it.each([
    [
      'an answer',
      '(async function* () {})()',
      200,
      'use jsonAnswer, or eventStream in middy(streaming)',
    ],
    [
      'a response with one',
      '{ statusCode: 200, body: (async function* () {})() }',
      502,
      'use jsonAnswer',
    ],
    ['a stream', 'new ReadableStream()', 200, 'use middy(streaming)'],
    ['no HTTP response', '{ statusCode: 7 }', 502, 'Malformed response: statusCode'],
  ])('says why of %s', async (_what, response, expected, reason) => {
    const { status, served } = await lost(`export const handler = async () => (${response})`)
    expect(status).toBe(expected)
    await eventually(() => expect(served.stderr).toContain(reason))
  })
})

describe('middy-chat dev whose sources change while a handler answers', () => {
  const change = async (served: Serving, word: string) => {
    const known = served.stderr.length
    await writeFile(join(folder, 'word.ts'), `export const word = '${word}'`)
    await eventually(() => expect(served.stderr.slice(known)).toContain('has changed'))
  }

  it('finishes each answer with the code that began it', async () => {
    await using gate = await createGate()
    const served = await dev('gated.mjs', '--env', `GATE=${gate.url}`)
    const answers = [await fetch(served.url)]
    for (const word of ['second', 'third']) {
      await change(served, word)
      answers.push(await fetch(served.url))
    }
    await gate.arrived(3)
    gate.open()
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([
      'first, to its end',
      'second, to its end',
      'third, to its end',
    ])
  })

  it('cuts all answers when it ends', async () => {
    await using gate = await createGate()
    const served = await dev('gated.mjs', '--env', `GATE=${gate.url}`)
    const answers = [await fetch(served.url)]
    await change(served, 'second')
    answers.push(await fetch(served.url))
    await gate.arrived(2)
    expect(await served.end('SIGINT')).toBe(0)
    for (const answer of answers) await expect(answer.text()).rejects.toThrow('terminated')
    await gate.left()
  })
})

describe('middy-chat dev with a handler in TypeScript that does not stream', () => {
  const handler = ['buffered.ts', '--handler', 'say'] as const

  it('serves any method and path, and prints its log to stderr', async () => {
    const served = await dev(...handler)
    for (const [method, path] of [
      ['GET', '/'],
      ['PUT', '/page.js?a=b'],
      ['GET', '/chatbot'],
    ] as const) {
      const said = await ask(`${served.url}${path}`, { method })
      expect(said).toMatchObject({ word: 'first', rawPath: path.replace(/\?.*/, '') })
    }
    await eventually(() => expect(served.stderr).toContain('said something'))
    expect(served.stdout).not.toContain('said something')
  })

  it('gives it the variables of the twin, of --env-file and of --env, and no others', async () => {
    await writeFile(join(folder, '.env'), 'FROM_FILE="one two"\nCOGNITO_CLIENT_ID=file\n')
    const { url, stdout } = await dev(
      ...handler,
      ...['--env-file', '.env', '--env', 'COGNITO_CLIENT_ID=mine', '--env', 'A=b=c'],
    )
    const { env } = await ask(url)
    expect(env).toMatchObject({
      FROM_FILE: 'one two',
      COGNITO_CLIENT_ID: 'mine',
      A: 'b=c',
      COGNITO_USER_POOL_ID: 'us-east-1_MiddyChat',
      NODE_ENV: 'development',
    })
    expect(env).not.toHaveProperty('SECRET_OF_THE_SHELL')
    for (const name of ['COGNITO_USER_POOL_ID', 'COGNITO_JWKS_URI', 'GEMINI_BASE_URL']) {
      expect(stdout).toContain(`${name}=${env[name]}\n`)
    }
    expect(stdout).not.toContain('mine')
  })

  it('puts --parameter into the Parameter Store that it names', async () => {
    const { url } = await dev(...handler, '--parameter', '/my/key=value=1')
    const { env } = await ask(url)
    const answer = await fetch(env.AWS_ENDPOINT_URL_SSM ?? '', {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSSM.GetParameter' },
      body: JSON.stringify({ Name: '/my/key', WithDecryption: true }),
    })
    expect(await answer.json()).toMatchObject({ Parameter: { Value: 'value=1' } })
  })

  it('signs learners in', async () => {
    const { url } = await dev(...handler)
    const answer = await fetch(`${url}/local/token?user=learner`)
    expect(await answer.json()).toMatchObject({ idToken: expect.stringMatching(/^e/) })
  })

  it('serves the changed source, and says so', async () => {
    const served = await dev(...handler)
    const before = await ask(served.url)
    expect((await ask(served.url)).pid).toBe(before.pid)
    await writeFile(join(folder, 'word.ts'), "export const word = 'second'")
    await eventually(() => expect(served.stderr).toContain('has changed'))
    expect((await ask(served.url)).word).toBe('second')

    await writeFile(join(folder, 'word.ts'), 'export const word = ')
    await eventually(() => expect(served.stderr.match(/has changed/g)).toHaveLength(2))
    expect((await fetch(served.url)).status).toBe(502)
    await eventually(() => expect(served.stderr).toContain('Init Error'))
    await writeFile(join(folder, 'word.ts'), "export const word = 'third'")
    await eventually(() => expect(served.stderr.match(/has changed/g)).toHaveLength(3))
    expect((await ask(served.url)).word).toBe('third')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends all processes on %s, with status 0',
    async (signal) => {
      const served = await dev(...handler)
      const { pid } = await ask(served.url)
      expect(await served.end(signal)).toBe(0)
      await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'))
    },
  )
})

describe('middy-chat dev that cannot start explains why in one line, with status 1', () => {
  const failing = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(['dev', ...args], folder)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    return stderr
  }

  it.each([
    ['throw new RangeError("no key")', 'RangeError: no key', 'broken.mjs:2:7'],
    ['export const', 'Runtime.UserCodeSyntaxError: SyntaxError: Unexpected', 'broken.mjs:2)'],
    ['import { a } from "./word.ts"', 'does not provide an export named', 'broken.mjs:2)'],
    ['import "nothing-like-it"', "Error: Cannot find package 'nothing-like-it'", 'broken.mjs'],
    ['', 'Runtime.HandlerNotFound: broken.handler is undefined', 'not exported\n'],
  ])('for a module like this: %s', async (source, said, place) => {
    await writeFile(join(folder, 'broken.mjs'), `\n${source}`)
    const stderr = await failing('broken.mjs')
    expect(stderr).toMatch(/^middy-chat dev: broken\.mjs does not start: .*\n$/)
    expect(stderr).toContain(said)
    expect(stderr).toContain(place)
  })

  it.each([
    ['an ES module', 'inner.mjs', 'export const a = 1\nexport const b = = 2\n'],
    ['a CommonJS module', 'inner.cjs', 'exports.a = 1\nexports.b = = 2\n'],
    ['TypeScript', 'inner.ts', 'export const a: number = 1\nexport const b: = 2\n'],
    ['JSON', 'inner.json', '{ "a": 1,\n "b": = 2\n}'],
  ])('for an imported file with a syntax error: %s', async (_kind, inner, source) => {
    await writeFile(join(folder, inner), source)
    const type = inner.endsWith('.json') ? ' with { type: "json" }' : ''
    await writeFile(join(folder, 'middle.mjs'), `import "./${inner}"${type}`)
    await writeFile(join(folder, 'broken.mjs'), 'import "./middle.mjs"')
    const stderr = await failing('broken.mjs')
    expect(stderr).toMatch(/^middy-chat dev: broken\.mjs does not start: .*SyntaxError: .*\n$/)
    expect(stderr).toContain(`(${join(folder, inner)}:2)`)
  })

  it('after the output of a module that ends its process', async () => {
    await writeFile(join(folder, 'broken.mjs'), 'console.error("DB_URL?"); process.exit(3)')
    expect((await failing('broken.mjs')).split('\n')).toEqual([
      'DB_URL?',
      expect.stringContaining('Runtime.ExitError: Runtime exited with error: exit status 3'),
      '',
    ])
  })

  it('for a file that is missing', async () => {
    expect(await failing('nothing.mjs')).toBe('middy-chat dev: nothing.mjs: no such file\n')
  })

  it('for a missing --env-file, which Node.js itself reports, wherever the option is', async () => {
    // https://github.com/nodejs/node/issues/54232
    const { code, stderr } = await run(['dev', 'streams.mjs', '--env-file', 'nothing.env'], folder)
    expect({ code, stderr }).toEqual({
      code: 9,
      stderr: expect.stringMatching(/nothing\.env.*\n$/),
    })
  })

  it('for a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const stderr = await failing('streams.mjs', '--port', String(port))
    expect(stderr).toBe(`middy-chat dev: port ${port} is already in use.\n`)
    server.close()
  })
})

it('middy-chat dev with an invalid command line explains in one line, with status 2', async () => {
  const { code, stderr } = await run(['dev', 'streams.mjs', '--nonsense'], folder)
  expect(code).toBe(2)
  expect(stderr).toMatch(/^middy-chat dev: .*'--nonsense'.*\n$/)
})
