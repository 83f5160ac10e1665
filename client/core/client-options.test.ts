import { describe, expect, it } from 'vitest'
import { createChatsClient } from '../chats/chats-client.ts'
import { createTutorClient } from '../tutor/tutor-client.ts'

const getToken = async () => 'token'

describe.each([
  ['createTutorClient', createTutorClient],
  ['createChatsClient', createChatsClient],
])('%s', (name, create) => {
  it.each(['/chatbot', 'https://d1.cloudfront.net/chat'])('takes the endpoint %s', (endpoint) => {
    expect(() => create({ endpoint, getToken })).not.toThrow()
    expect(() => create({ endpoint, getToken, silenceMs: 1 })).not.toThrow()
  })

  it.each<[string, Record<string, unknown>]>([
    ['endpoint must be a URL', { endpoint: undefined }],
    ['endpoint must be a URL', { endpoint: '' }],
    ['endpoint must be a URL', { endpoint: new URL('https://d1.cloudfront.net/chat') }],
    ['getToken must be a function', { getToken: 'token' }],
    ['silenceMs must be a positive number', { silenceMs: 0 }],
    ['silenceMs must be a positive number', { silenceMs: Number.NaN }],
    ['endpoint must be a URL; getToken must be a function', { endpoint: null, getToken: null }],
  ])('says %s, and whose option it is: %o', (fault, options) => {
    const good = { endpoint: '/chatbot', getToken }
    expect(() => create({ ...good, ...options } as never)).toThrow(
      new TypeError(`${name}: ${fault}`),
    )
  })
})
