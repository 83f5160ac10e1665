import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { listen, readJson } from './loopback.ts'

describe('a server of the twin', () => {
  it('refuses a foreign Host, so that no page can rebind its name to it', async () => {
    const server = await listen(async (_, response) => response.end('hello'))
    const get = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const call = request(server.url, { headers: { host } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        call.on('error', reject).end()
      })
    expect(await get('evil.example')).toBe(421)
    expect(await get('127.0.0.1.evil.example')).toBe(421)
    expect(await get('localhost:1234')).toBe(200)
    await server.close()
  })

  it('ends open connections when it closes, and closes twice', async () => {
    const server = await listen(async () => {})
    const hung = expect(fetch(server.url)).rejects.toThrow('fetch failed')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await server.close()
    await server.close()
    await hung
  })

  it('tells its handler that the client has left', async () => {
    const client = new AbortController()
    const left = Promise.withResolvers<void>()
    const server = await listen(async (_request, _response, gone) => {
      gone.addEventListener('abort', () => left.resolve())
      client.abort()
    })
    await expect(fetch(server.url, { signal: client.signal })).rejects.toThrow()
    await left.promise
    await server.close()
  })
})

describe('readJson', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['{"a":', undefined],
    ['null', undefined],
    ['', undefined],
  ])('reads %j', async (body, expected) => {
    let read: unknown
    const server = await listen(async (request, response) => {
      read = await readJson(request)
      response.end('done')
    })
    const response = await fetch(server.url, { method: 'POST', body })
    expect(response.body && (await text(response.body))).toBe('done')
    expect(read).toEqual(expected)
    await server.close()
  })
})
