import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ServerScript, startScripted } from '../../twin/testing/scripted-server.ts'
import { fetch, Headers } from './fetch.ts'

type Server = Awaited<ReturnType<typeof startScripted>>

let script: ServerScript
let server: Server

beforeEach(async () => {
  server = await startScripted((...args) => script(...args))
})
afterEach(() => server.close())

const post = (signal = new AbortController().signal) => {
  const headers = new Headers()
  headers.append('x-key', 'key')
  return fetch(`${server.url}/path?alt=sse`, { method: 'POST', headers, body: '{"a":"é"}', signal })
}

/** The text that is read from a body until it ends. */
const read = async ({ body }: Awaited<ReturnType<typeof post>>) => {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  const pieces: string[] = []
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    pieces.push(step.value)
  }
  return pieces
}

describe('the fetch of a built Lambda', () => {
  it('posts the body with its headers', async () => {
    script = (writer) => writer.write('fine')
    expect(await read(await post())).toEqual(['fine'])
    const [call] = server.calls
    expect(call?.method).toBe('POST')
    expect(call?.headers).toMatchObject({ 'x-key': 'key' })
    expect(String(call?.body)).toBe('{"a":"é"}')
  })

  it('trims what its headers say, as the global one does', async () => {
    script = (writer) => writer.write('fine')
    const headers = new Headers()
    headers.append('x-key', 'key\n')
    await fetch(server.url, { method: 'POST', headers, body: '' })
    expect(server.calls[0]?.headers).toMatchObject({
      'x-key': 'key',
      'accept-encoding': 'identity',
    })
  })

  it('says what was refused, with its JSON', async () => {
    script = (writer) => writer.refuse(429, { error: { code: 429, message: 'Busy', status: 'X' } })
    const response = await post()
    expect(response).toMatchObject({ ok: false, status: 429, statusText: 'Too Many Requests' })
    expect(await response.json()).toMatchObject({ error: { message: 'Busy' } })
  })

  it('keeps characters whole that arrive in pieces', async () => {
    script = async (writer) => {
      for (const byte of Buffer.from('안녕 👋')) {
        await writer.write(Uint8Array.of(byte))
        await turn()
      }
    }
    expect((await read(await post())).join('')).toBe('안녕 👋')
  })

  it('ends with an error where the body is not UTF-8', async () => {
    script = (writer) => writer.write(Uint8Array.of(0x41, 0xff))
    await expect(post().then(read)).rejects.toThrow(TypeError)
  })

  it('ends with an error where a character has begun and not ended', async () => {
    script = (writer) => writer.write(Uint8Array.of(0x41, 0xec))
    await expect(post().then(read)).rejects.toThrow(TypeError)
  })

  it('ends with an error where the connection breaks, before the head and after it', async () => {
    script = (_writer, response) => response.destroy()
    await expect(post()).rejects.toThrow('socket hang up')
    script = async (writer, response) => {
      await writer.write('half')
      response.destroy()
    }
    await expect(post().then(read)).rejects.toThrow('aborted')
  })

  it('ends with an error where nobody listens', async () => {
    await server.close()
    await expect(post()).rejects.toThrow('ECONNREFUSED')
  })

  it('leaves the server when the signal aborts, before the head and after it', async () => {
    const before = new AbortController()
    script = async (_writer, _response, { left }) => {
      before.abort()
      await left
    }
    await expect(post(before.signal)).rejects.toThrow('socket hang up')

    const after = new AbortController()
    script = async (writer, _response, { left }) => {
      await writer.write('half')
      await left
    }
    const response = await post(after.signal)
    after.abort()
    await expect(read(response)).rejects.toThrow('aborted')
    await server.calls.at(-1)?.left
  })

  it('keeps its connection for the next request, also when the signal aborts after the end', async () => {
    const ports = new Set<number | undefined>()
    script = (writer, response) => {
      ports.add(response.socket?.remotePort)
      return writer.write('fine')
    }
    const controller = new AbortController()
    await read(await post(controller.signal))
    controller.abort()
    await turn()
    await read(await post())
    expect(ports.size).toBe(1)
  })

  it('survives an abort when all has come and not all is read, and the connection is in its pool', async () => {
    script = (_writer, response) => response.end('fine')
    for (let times = 0; times < 20; times++) {
      const controller = new AbortController()
      const { body } = await post(controller.signal)
      const reader = body.pipeThrough(undefined).getReader()
      expect(await reader.read()).toEqual({ done: false, value: 'fine' })
      controller.abort()
      // An error without a listener would end the test run.
      await turn()
    }
  })
})
