import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { childEnv } from '../test/support/child-env.ts'
import { eventually } from '../test/support/eventually.ts'
import { type Frame, frameParser } from '../twin/frames.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

const start = (args: string[], environment: Record<string, string> = {}) =>
  spawn(process.execPath, ['scripts/start.ts', ...args], {
    cwd: root,
    env: { ...childEnv, PORT: '0', ...environment },
  })

/** What it prints until it is ready or until it ends. */
const banner = async ({ stdout, stderr }: ChildProcess) => {
  let printed = ''
  stderr?.on('data', (chunk) => {
    printed += chunk
  })
  for await (const chunk of stdout ?? []) {
    printed += chunk
    if (/^curl .*\n\ncurl .*\n/m.test(printed)) break
  }
  return printed
}

describe('npm start', () => {
  let twin: ChildProcess
  let url: string
  let curlLines: string[]

  beforeAll(async () => {
    twin = start([])
    const printed = await banner(twin)
    url = /answers on (\S+)/.exec(printed)?.[1] ?? ''
    curlLines = printed.match(/^curl .*$/gm) ?? []
  })
  afterAll(() => twin.kill())

  const tokens = async (user: string) => {
    const response = await fetch(`${url}/local/token?user=${user}`)
    return (await response.json()) as Record<'idToken' | 'accessToken', string>
  }

  const ask = async (body: string, token?: 'idToken' | 'accessToken') => {
    const hash = await crypto.subtle.digest('SHA-256', Buffer.from(body))
    return fetch(`${url}/chatbot`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-amz-content-sha256': Buffer.from(hash).toString('hex'),
        ...(token && { authorization: `Bearer ${(await tokens('learner'))[token]}` }),
      },
    })
  }

  const question = (query: string) =>
    JSON.stringify({ problemDetails: {}, userCode: '', history: [], query })

  it('passes the smoke test of a deployment, with every function', async () => {
    const { idToken } = await tokens('learner')
    const { stdout } = await run(process.execPath, ['.ci/smoke.ts'], {
      cwd: root,
      env: {
        ...childEnv,
        SMOKE_ENDPOINT: `${url}/chatbot`,
        SMOKE_CHAT_ENDPOINT: `${url}/chat`,
        SMOKE_PUBLIC_CHAT_ENDPOINT: `${url}/public/chat`,
        SMOKE_MOTIVATOR_ENDPOINT: `${url}/api/v1/chat`,
        SMOKE_ID_TOKEN: idToken,
      },
    }).catch((failure: { stdout: string }) => failure)
    expect(stdout.match(/^FAIL.*$/gm)).toBeNull()
    expect(stdout.match(/^ok +the chats: /gm)).toHaveLength(8)
    expect(stdout.match(/^ok +the public chat: /gm)).toHaveLength(2)
    expect(stdout.match(/^ok +the motivator: /gm)).toHaveLength(7)
    expect(stdout).not.toContain(idToken)
  })

  it('prints a curl command that streams an answer', async () => {
    const child = spawn('sh', ['-c', curlLines[0] ?? ''])
    const frames: { at: number; frame: Frame }[] = []
    const parse = frameParser((frame) => frames.push({ at: performance.now(), frame }))
    child.stdout.on('data', parse)
    await once(child, 'close')

    expect(frames[0]?.frame).toEqual({ data: { chunk: expect.any(String) } })
    expect(frames.at(-1)?.frame).toEqual({ data: '[DONE]' })
    const between = (frames.at(-1)?.at ?? 0) - (frames[0]?.at ?? 0)
    expect(between, 'an answer arrives over time').toBeGreaterThan(500)
  })

  it('prints one that starts a chat', async () => {
    const { stdout } = await run('sh', ['-c', curlLines[1] ?? ''])
    expect(JSON.parse(stdout)).toMatchObject({
      response: expect.any(String),
      chat: { title: 'Where do I start?', messages: [{ role: 'user' }, { role: 'assistant' }] },
    })
  })

  it('prints a curl command without a token where none is needed, and limits it', async () => {
    const [, , curl = ''] = curlLines
    expect(curl).not.toContain('authorization')
    expect(JSON.parse((await run('sh', ['-c', curl])).stdout)).toEqual({
      response: expect.stringContaining('You ask'),
      model: 'openai.gpt-oss-120b-1:0',
    })
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('{}')))
    const headers = {
      'content-type': 'application/json',
      'x-amz-content-sha256': hash.toString('hex'),
    }
    const statuses: number[] = []
    // A new minute may begin meanwhile.
    for (let request = 1; request <= 21 && !statuses.includes(429); request++) {
      const response = await fetch(`${url}/public/chat`, { method: 'POST', body: '{}', headers })
      await response.body?.cancel()
      statuses.push(response.status)
    }
    expect(statuses.slice(-2)).toEqual([400, 429])
  })

  it('prints one that encourages', async () => {
    const { stdout } = await run('sh', ['-c', curlLines[3] ?? ''])
    // An answer of the model has one: the others were written before.
    expect(stdout).toContain('confidence_score')
  })

  it("tells everybody the motivator's health, and takes each path's own methods", async () => {
    const send = (method: string, path: string) => fetch(`${url}/api/v1/${path}`, { method })
    expect(await (await send('GET', 'health')).json()).toMatchObject({ status: 'healthy' })
    for (const [method, path, allow] of [
      ['POST', 'health', 'GET, OPTIONS'],
      ['GET', 'chat', 'POST, OPTIONS'],
      ['DELETE', 'feedback', 'POST, OPTIONS'],
    ] as const) {
      const refused = await send(method, path)
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, allow])
    }
    expect((await send('OPTIONS', 'health')).status).toBe(204)
  })

  it('lists, reads and removes chats, behind the rules of CloudFront', async () => {
    const headers = { id_token: (await tokens('learner')).idToken }
    const send = (method: string, path: string) => fetch(`${url}${path}`, { method, headers })
    const { chats } = (await (await send('GET', '/chats')).json()) as { chats: { id: string }[] }
    const path = `/chats/${chats[0]?.id}`
    expect(await (await send('GET', path)).json()).toMatchObject({ chat: chats[0] })
    expect((await send('PUT', path)).status).toBe(405)
    expect((await send('DELETE', path)).status).toBe(204)
    expect((await send('GET', path)).status).toBe(404)
  })

  it('signs in learners, and nobody else', async () => {
    expect(await tokens('learner2')).toEqual({
      idToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expiresIn: 3_600,
    })
    expect((await fetch(`${url}/local/token?user=__proto__`)).status).toBe(400)
  })

  it('mints expired tokens on request', async () => {
    const sign = (expiresIn: string) =>
      fetch(`${url}/local/token?user=learner&expiresIn=${expiresIn}`)
    const { idToken, expiresIn } = (await (await sign('-60')).json()) as Record<string, string>
    expect(expiresIn).toBe(-60)
    const { exp } = JSON.parse(Buffer.from(idToken?.split('.')[1] ?? '', 'base64url').toString())
    expect(exp).toBeLessThan(Date.now() / 1000 - 50)
    for (const wrong of ['', 'soon', '1.5', '1e3', '86401', '-86401']) {
      expect((await sign(wrong)).status, wrong).toBe(400)
    }
  })

  it('serves the page and no other file', async () => {
    expect(await (await fetch(`${url}/`)).text()).toContain('<title>middy-chat')
    expect((await fetch(`${url}/page.js`)).headers.get('content-type')).toContain('javascript')
    expect((await fetch(`${url}/../package.json`)).status).toBe(404)
  })

  it.each([
    ['without a token', undefined, question('Why?'), 401, 'missing_token'],
    ['with an access token', 'accessToken', question('Why?'), 401, 'invalid_token'],
    ['with a broken body', 'idToken', '{', 400, 'invalid_json'],
  ] as const)('answers a request %s in JSON', async (_name, token, body, status, code) => {
    const response = await ask(body, token)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({
      error: code,
      message: expect.any(String),
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
    })
  })

  it('passes on the delay that the model asks for', async () => {
    const response = await ask(question('/rehearse 429'), 'idToken')
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('37')
  })

  it('ends with everything that it started', async () => {
    const { stdout } = await run('ps', ['-A', '-o', 'ppid=,pid='])
    const rows = stdout
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/ +/))
    const children = rows.filter(([parent]) => parent === String(twin.pid)).map(([, pid]) => pid)
    expect(children.length, 'the function runs in a process of its own').toBeGreaterThan(0)

    twin.kill('SIGINT')
    expect(await once(twin, 'exit')).toEqual([0, null])
    const alive = async () => {
      const states = await run('ps', ['-A', '-o', 'pid=,stat='])
      // A zombie has ended, but its exit status has not been read yet.
      const ended = (row: string) => / Z/.test(row)
      const left = states.stdout
        .split('\n')
        .filter((row) => !ended(row))
        .map((row) => row.trim().split(/ +/)[0])
      return children.filter((pid) => left.includes(pid))
    }
    await eventually(async () => expect(await alive()).toEqual([]))
  })
})

describe('npm start with invalid options', () => {
  it.each([
    ['--gemini without a key', ['--gemini'], {}, 'GEMINI_API_KEY'],
    ['no environments', ['--concurrency', '0'], {}, '--concurrency'],
    ['a port that does not exist', [], { PORT: '70000' }, 'PORT'],
    ['an option that does not exist', ['--nonsense'], {}, "'--nonsense'"],
  ])('explains and ends with status 2: %s', async (_name, args, environment, told) => {
    const child = start(args, environment)
    const [printed, [code]] = await Promise.all([banner(child), once(child, 'exit')])
    expect(code).toBe(2)
    expect(printed).toContain(told)
  })
})

describe('npm start with --rest-api', () => {
  it('prints curl commands without a hash, and answers as API Gateway', async () => {
    const twin = start(['--rest-api'])
    const printed = await banner(twin)
    const url = /answers on (\S+)/.exec(printed)?.[1] ?? ''
    const [tutor = '', chat = ''] = printed.match(/^curl .*$/gm) ?? []
    expect(printed).not.toContain('x-amz-content-sha256')

    const { stdout } = await run('sh', ['-c', tutor])
    expect(stdout).toMatch(/^data: \{"chunk":/)
    expect(stdout.trim()).toMatch(/data: \[DONE\]$/)
    expect(JSON.parse((await run('sh', ['-c', chat])).stdout)).toHaveProperty('response')

    const health = await fetch(`${url}/api/v1/health`)
    expect(await health.json()).toMatchObject({ status: 'healthy' })

    const unknown = await fetch(`${url}/chat`, { method: 'PUT' })
    expect(unknown.status).toBe(403)
    expect(await unknown.json()).toEqual({ message: 'Missing Authentication Token' })
    twin.kill('SIGINT')
    await once(twin, 'exit')
  })
})

describe('npm start with --data', () => {
  it('keeps the chats from one start to the next', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chats-'))
    const serve = async (flags: string[], act: (url: string, curl: string) => Promise<void>) => {
      const twin = start(['--data', folder, ...flags])
      const printed = await banner(twin)
      await act(
        /answers on (\S+)/.exec(printed)?.[1] ?? '',
        printed.match(/^curl .*$/gm)?.[1] ?? '',
      )
      twin.kill('SIGINT')
      await once(twin, 'exit')
    }
    await serve([], async (_url, curl) => {
      await run('sh', ['-c', curl])
    })
    await serve(['--no-build'], async (url) => {
      const signedIn = await fetch(`${url}/local/token?user=learner`)
      const { idToken } = (await signedIn.json()) as { idToken: string }
      const response = await fetch(`${url}/chats`, { headers: { id_token: idToken } })
      expect(await response.json()).toMatchObject({ chats: [{ title: 'Where do I start?' }] })
    })
    await rm(folder, { recursive: true })
  })
})
