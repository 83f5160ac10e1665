import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { ChatEvent, createTutorClient } from '../../client/tutor/tutor-client.ts'
import { type ReplyWriter, startStream } from '../../twin/services/reply-writer.ts'
import {
  type Call,
  done,
  finish,
  named,
  startScripted,
  text,
  usage,
} from '../../twin/testing/scripted-server.ts'
import { browser } from './stage.ts'

declare global {
  interface Window {
    createTutorClient: typeof createTutorClient
  }
}

const answered = [
  { type: 'text', text: '안녕 ' },
  { type: 'text', text: '👩‍💻' },
  { type: 'usage', inputTokens: 3, outputTokens: 5 },
  { type: 'finish', reason: 'stop' },
]
const whole = Buffer.from(text('안녕 ') + text('👩‍💻') + usage + finish + done)
const stalled = { code: 'model_stalled', message: 'The model fell silent.', retryable: true }

type Script = (writer: ReplyWriter, call: Call) => unknown

/** What the server does, by the requested path. */
const scripts = {
  async bytes(writer) {
    for (const byte of whole) await writer.write(Uint8Array.of(byte))
  },
  truncated: (writer) => writer.write(text('a')),
  error: (writer) => writer.write(text('a') + named('error', stalled)),
  async silent(writer) {
    await writer.write(text('a'))
    await writer.hang()
  },
  refresh: (writer, { headers }) =>
    headers.authorization === 'Bearer new'
      ? writer.write(whole)
      : writer.refuse(401, { error: 'token_expired', message: 'Sign in again.' }),
} satisfies Record<string, Script>

type ScriptName = keyof typeof scripts

const html = `<!doctype html><title>client</title><script type="module">
import { createTutorClient } from '/client.js'
Object.assign(window, { createTutorClient })
</script>`

const startServer = async () => {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: ['client/tutor/tutor-client.ts'],
    bundle: true,
    write: false,
    format: 'esm',
  })
  const calls: (Call & { name: ScriptName })[] = []
  const { url, close } = await startScripted(async (writer, response, call) => {
    const name = response.req.url?.slice(1) ?? ''
    if (name === 'client.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(outputFiles[0]?.contents)
    } else if (!isScript(name)) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(html)
    } else {
      calls.push({ ...call, name })
      if (name !== 'refresh') startStream(response)
      await (scripts[name] as Script)(writer, call)
    }
  })
  return { url, calls, [Symbol.asyncDispose]: close }
}

function isScript(name: string): name is ScriptName {
  return Object.hasOwn(scripts, name)
}

type AskOptions = { stopAfter?: number; silenceMs?: number }

/** The events of one question asked in the page, and the name of the error thrown. */
const ask = (page: Page, name: ScriptName, options: AskOptions = {}) =>
  page.evaluate(
    async ([name, { stopAfter, silenceMs }]) => {
      const client = window.createTutorClient({
        endpoint: `/${name}`,
        getToken: async ({ forceRefresh }) => (forceRefresh ? 'new' : 'old'),
        ...(silenceMs && { silenceMs }),
      })
      const request = { problemDetails: {}, userCode: '', history: [], query: '왜?' }
      const stop = new AbortController()
      const events: (ChatEvent | string)[] = []
      try {
        for await (const event of client.ask(request, { signal: stop.signal })) {
          events.push(event)
          if (events.length === stopAfter) stop.abort()
        }
      } catch (error) {
        events.push((error as Error).name)
      }
      return events
    },
    [name, options] as const,
  )

const codes = (events: readonly (ChatEvent | string)[]) =>
  events.map((event) => {
    if (typeof event === 'string') return event
    return event.type === 'error' ? event.code : event.type
  })

it('the client alone does in a browser what it does in Node.js', async () => {
  await using server = await startServer()
  await using page = await browser.newPage()
  await page.goto(`${server.url}/`)
  expect(await ask(page, 'bytes')).toStrictEqual(answered)
  expect(codes(await ask(page, 'truncated'))).toEqual(['text', 'truncated'])
  expect(codes(await ask(page, 'error'))).toEqual(['text', 'model_stalled'])
  expect(codes(await ask(page, 'silent', { silenceMs: 2_000 }))).toEqual(['text', 'silent'])
  expect(await ask(page, 'refresh')).toStrictEqual(answered)
  expect((await ask(page, 'silent', { stopAfter: 1 })).at(-1)).toBe('AbortError')

  const [first] = server.calls
  const hash = first && createHash('sha256').update(first.body).digest('hex')
  expect(first?.headers['x-amz-content-sha256']).toBe(hash)
  expect(server.calls.filter(({ name }) => name === 'refresh')).toHaveLength(2)
  await Promise.all(server.calls.filter(({ name }) => name === 'silent').map(({ left }) => left))
})
