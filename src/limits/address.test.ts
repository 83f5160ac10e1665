import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { functionUrlEvent, httpApiEvent, restApiEvent } from '../../twin/testing/event-shapes.ts'
import { addressOf, countedAddress } from './address.ts'

const pkg = 'middy-chat/test'

describe('an address is counted', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    // The same viewer, whichever way its address is written.
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::203.0.113.7', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    // Not mapped.
    ['::ffff:0:203.0.113.7', '0:0:0:0::/64'],
  ])('%s as %s', (given, counted) => {
    expect(countedAddress(given)).toBe(counted)
  })

  it('by 64 bits in any notation', () => {
    const group = fc.integer({ min: 0, max: 0xffff })
    const groups = fc.array(group, { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(groups, group, (bits, other) => {
        fc.pre(bits.slice(0, 5).some((each) => each !== 0))
        const written = (list: number[], pad: number) =>
          list.map((each) => each.toString(16).padStart(pad, '0')).join(':')
        const short = written(bits, 0)
        expect(countedAddress(written(bits, 4).toUpperCase())).toBe(countedAddress(short))
        expect(countedAddress(written([...bits.slice(0, 7), other], 0))).toBe(countedAddress(short))
        const neighbour = [...bits.slice(0, 3), (Number(bits[3]) + 1) % 0x10000, ...bits.slice(4)]
        expect(countedAddress(written(neighbour, 0))).not.toBe(countedAddress(short))
      }),
    )
  })

  it.each([
    ...['', ' 203.0.113.7', '203.0.113.7, 10.0.0.1', '203.0.113.256', '203.0.113', '0xCB007107'],
    ...['203.0.113.07', '203.0.113.7:443', '[2001:db8::1]', '2001:db8', '2001:db8::1::', 'unknown'],
    ...[undefined, null, 7, {}, ['203.0.113.7']],
  ])('not if it is %o', (given) => {
    expect(countedAddress(given)).toBeUndefined()
  })
})

describe('the address of an event', () => {
  const forged = { 'x-viewer-address': '192.0.2.1', 'x-forwarded-for': '192.0.2.2' }

  it.each([
    ['payload 2.0', httpApiEvent({ headers: forged }), '198.51.100.11'],
    ['payload 1.0', restApiEvent({ headers: forged }), '203.0.113.126'],
  ])('is that of the sender in %s, whatever the headers say', (_, event, address) => {
    expect(addressOf(event, false, pkg)).toBe(address)
  })

  it('is that of the viewer where the header is trusted', () => {
    for (const name of ['x-viewer-address', 'X-Viewer-Address']) {
      const headers = { [name]: '203.0.113.74', 'x-forwarded-for': '192.0.2.2' }
      expect(addressOf(functionUrlEvent({ headers }), true, pkg)).toBe('203.0.113.74')
    }
  })

  it.each([
    ['missing', {}],
    ['sent twice', { 'x-viewer-address': ['203.0.113.74', '192.0.2.1'] }],
    ['no address', { 'x-viewer-address': 'localhost' }],
    ['empty', { 'x-viewer-address': '' }],
  ])('is not replaced by another where the trusted header is %s', (_, headers) => {
    for (const event of [functionUrlEvent({ headers }), restApiEvent({ headers })]) {
      expect(() => addressOf(event, true, pkg)).toThrow(
        expect.objectContaining({
          statusCode: 403,
          code: 'forbidden',
          cause: { package: pkg, reason: 'address' },
        }),
      )
    }
  })

  it.each([
    ['of a load balancer', { requestContext: { elb: {} }, headers: forged }],
    ['without a context', { headers: forged }],
    ['with a context that is null', { requestContext: null }],
    [
      'of the test button of a REST API',
      { requestContext: { identity: { sourceIp: 'test-invoke-source-ip' } } },
    ],
    ['that is null', null],
    ['that is missing', undefined],
  ])('%s is missed, and the remedy named', (_, event) => {
    expect(() => addressOf(event, false, pkg)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: expect.stringMatching(/^middy-chat\/test: .*trustViewerAddress/),
      }),
    )
  })
})
