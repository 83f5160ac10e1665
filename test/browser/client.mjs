// The framework-free client by itself, in a page that holds nothing else.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { listen } from '../../twin/loopback.ts'
import { replyWriter, startStream } from '../../twin/services/reply-writer.ts'
import { done, finish, named, text, usage } from '../../twin/testing/scripted-server.ts'

const answered = [
  { type: 'text', text: '안녕 ' },
  { type: 'text', text: '👩‍💻' },
  { type: 'usage', inputTokens: 3, outputTokens: 5 },
  { type: 'finish', reason: 'stop' },
]
const whole = Buffer.from(text('안녕 ') + text('👩‍💻') + usage + finish + done)
const stalled = { code: 'model_stalled', message: 'The model fell silent.', retryable: true }

/** What the server does, by the path that is asked. */
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
}

const startServer = async () => {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: ['client/tutor/tutor-client.ts'],
    bundle: true,
    write: false,
    format: 'esm',
  })
  const calls = []
  const server = await listen(async (request, response, gone) => {
    const name = request.url.slice(1)
    if (name === 'client.js') {
      return response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(outputFiles[0].contents)
    }
    if (!Object.hasOwn(scripts, name)) {
      return response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>client</title>')
    }
    const body = Buffer.concat(await Array.fromAsync(request))
    const left = new Promise((resolve) => gone.addEventListener('abort', resolve))
    calls.push({ name, headers: request.headers, body, left })
    const writer = replyWriter(response, gone)
    if (name !== 'refresh') startStream(response)
    await scripts[name](writer, request)
    response.end()
  })
  return { ...server, calls }
}

/** The events of one question, asked in the page. */
const ask = (page, path, options = {}) =>
  page.evaluate(
    async ([path, { stopAfter, silenceMs }]) => {
      const { createTutorClient } = await import('/client.js')
      const client = createTutorClient({
        endpoint: `/${path}`,
        getToken: async ({ forceRefresh }) => (forceRefresh ? 'new' : 'old'),
        ...(silenceMs && { silenceMs }),
      })
      const request = { problemDetails: {}, userCode: '', history: [], query: '왜?' }
      const stop = new AbortController()
      const events = []
      try {
        for await (const event of client.ask(request, { signal: stop.signal })) {
          events.push(event)
          if (events.length === stopAfter) stop.abort()
        }
      } catch (error) {
        events.push(error.name)
      }
      return events
    },
    [path, options],
  )

const codes = (events) => events.map(({ type, code }) => code ?? type)

export const checks = {
  async 'the client alone does in a browser what it does in Node.js'({ browser }) {
    const server = await startServer()
    const page = await browser.newPage()
    try {
      await page.goto(`${server.url}/`)
      assert.deepEqual(await ask(page, 'bytes'), answered)
      assert.deepEqual(codes(await ask(page, 'truncated')), ['text', 'truncated'])
      assert.deepEqual(codes(await ask(page, 'error')), ['text', 'model_stalled'])
      assert.deepEqual(codes(await ask(page, 'silent', { silenceMs: 100 })), ['text', 'silent'])
      assert.deepEqual(await ask(page, 'refresh'), answered)
      assert.equal((await ask(page, 'silent', { stopAfter: 1 })).at(-1), 'AbortError')

      const [{ headers, body }] = server.calls
      assert.equal(headers['x-amz-content-sha256'], createHash('sha256').update(body).digest('hex'))
      assert.equal(server.calls.filter(({ name }) => name === 'refresh').length, 2)
      await Promise.all(
        server.calls.filter(({ name }) => name === 'silent').map(({ left }) => left),
      )
    } finally {
      await page.close()
      await server.close()
    }
  },
}
