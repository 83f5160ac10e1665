import dns from 'node:dns'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { describe, expect, it } from 'vitest'

describe('the network in tests', () => {
  it.each([
    ['a port and a host', () => connect(443, 'example.com')],
    ['options', () => connect({ port: 443, host: 'example.com' })],
    ['TLS', () => connectTls(443, 'example.com')],
    ['a name', () => dns.lookup('example.com', () => {})],
  ])('cannot be reached with %s', (_case, act) => {
    expect(act).toThrow('Tests must not use the network: connection to example.com')
  })

  it('cannot be reached with fetch, whose error says why in its cause', async () => {
    const error = await fetch('http://example.com/').catch((error) => error)
    expect(error.cause.message).toContain('example.com')
  })
})
