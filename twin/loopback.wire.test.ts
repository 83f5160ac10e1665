import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { isFromForeignPage, type ListenOptions, listen, readJson } from './loopback.ts'

describe('a server of the twin', () => {
  it('refuses a foreign Host, so that no page can point its own name at it', async () => {
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

  it.each<[Record<string, string>, status: number, ofOwnPages: number]>([
    [{}, 200, 200],
    // Node's own fetch.
    [{ 'sec-fetch-mode': 'cors' }, 200, 200],
    // Typed by the user.
    [{ 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document' }, 200, 200],
    [{ origin: 'https://evil.example' }, 403, 403],
    [{ origin: 'null', 'sec-fetch-site': 'cross-site' }, 403, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'script' }, 403, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, 403, 200],
    [{ origin: 'http://localhost:1234', 'sec-fetch-site': 'same-site' }, 403, 200],
    [{ 'sec-fetch-site': 'same-origin' }, 403, 200],
  ])('answers %j with %i, or %i if it has pages', async (headers, status, ofOwnPages) => {
    const statusOf = async (options: ListenOptions) => {
      const server = await listen(async (_, response) => response.end('hello'), 0, options)
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request(server.url, { headers }, resolve).on('error', reject).end()
      })
      response.resume()
      await server.close()
      return response.statusCode
    }
    expect(await statusOf({})).toBe(status)
    expect(await statusOf({ refuses: isFromForeignPage })).toBe(ofOwnPages)
  })

  it('ends open connections when it closes, and can be closed twice', async () => {
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
