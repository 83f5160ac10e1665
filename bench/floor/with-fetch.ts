// The floor: written by hand on `fetch`; the key set and the API key are fetched on first use.
import { floorHandler, remembered } from './handler.ts'
import { fetchApiKey } from './parameter.ts'
import { fetchKeys } from './token.ts'
import type { HttpRequest, Transport } from './transport.ts'

const send = (url: string, request?: HttpRequest) =>
  fetch(url, request && { method: 'POST', ...request })

const transport: Transport = {
  json: async (url, request) => {
    const response = await send(url, request)
    if (!response.ok) throw new Error(`status ${response.status}`)
    return response.json()
  },
  stream: async (url, request) => {
    const { status, body } = await send(url, request)
    if (!body) throw new Error('no body')
    return { status, body }
  },
}

export const handler = floorHandler(transport, {
  keys: remembered(() => fetchKeys(transport)),
  apiKey: remembered(() => fetchApiKey(transport)),
})
