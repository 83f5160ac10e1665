import { readFileSync, statSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeRoutes } from '../../scripts/functions.ts'
import { type EdgeRequest, viewerRequestFunction } from './viewer-request.ts'

const file = new URL('../../terraform/modules/oac-distribution/viewer-request.js', import.meta.url)
const site = 'https://www.example.com'
const viewerIp = '2001:db8::1'
const handle = viewerRequestFunction([site], edgeRoutes)

const request = (change: Partial<EdgeRequest> = {}, headers = {}): EdgeRequest => ({
  method: 'POST',
  uri: '/chatbot',
  querystring: {},
  cookies: {},
  headers: { host: { value: 'd1.cloudfront.net' }, ...headers },
  ...change,
})

const answer = (change: Partial<EdgeRequest>, headers = {}) =>
  handle(request(change, headers), viewerIp)

const passed = (headers: EdgeRequest['headers']) => {
  const result = handle(request({}, headers), viewerIp)
  if ('statusCode' in result) throw new Error(`It answers ${result.statusCode}`)
  return result.headers
}

describe('the CloudFront Function', () => {
  it("is smaller than CloudFront's limit", () => {
    expect(statSync(file).size).toBeLessThan(10_240)
  })

  it('uses only what JavaScript runtime 2.0 has', () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
    const code = readFileSync(file, 'utf8')
    for (const missing of [
      '?.',
      '??',
      'import ',
      'class ',
      'async ',
      'require(',
      '#',
      'for (const',
    ]) {
      expect(code.replace(/^\/\/.*$/gm, '')).not.toContain(missing)
    }
  })

  it('copies the token and keeps everything else', () => {
    const sent = { authorization: { value: 'Bearer a.b.c' }, 'content-type': { value: 'a/b' } }
    expect(passed(sent)).toEqual({
      host: { value: 'd1.cloudfront.net' },
      ...sent,
      'x-viewer-authorization': { value: 'Bearer a.b.c' },
      'x-viewer-address': { value: viewerIp },
    })
  })

  it('copies every one of several tokens', () => {
    const several = {
      value: 'Bearer a',
      multiValue: [{ value: 'Bearer a' }, { value: 'Bearer b' }],
    }
    expect(passed({ authorization: several })['x-viewer-authorization']).toEqual(several)
  })

  it("deletes the viewer's copies of the headers that it sets", () => {
    const several = { value: '::1', multiValue: [{ value: '::1' }, { value: '::2' }] }
    const headers = passed({
      'x-viewer-authorization': { value: 'Bearer forged' },
      'x-viewer-address': several,
    })
    expect(headers).not.toHaveProperty('x-viewer-authorization')
    expect(headers['x-viewer-address']).toEqual({ value: viewerIp })
  })

  it('never lets a viewer set these headers', () => {
    const header = fc.record({ value: fc.string() })
    fc.assert(
      fc.property(fc.dictionary(fc.string(), header), header, (others, forged) => {
        const { origin: _, authorization: __, ...headers } = others
        const sent = { ...headers, 'x-viewer-authorization': forged, 'x-viewer-address': forged }
        const result = passed(sent)
        expect(result['x-viewer-authorization']).toBeUndefined()
        expect(result['x-viewer-address']).toEqual({ value: viewerIp })
      }),
    )
  })

  it('passes the header id_token on unchanged', () => {
    const sent = { id_token: { value: 'a.b.c' } }
    expect(passed(sent)).toMatchObject(sent)
  })

  describe.each([
    ['/chatbot', ['POST']],
    ['/chat', ['POST']],
    ['/chats', ['GET']],
    ['/chats/0199a3f2-7c4e-7d11-9f0a-3b5c1e2d4f60', ['GET', 'PATCH', 'DELETE']],
    ['/chats/', ['GET', 'PATCH', 'DELETE']],
    ['/chatsworth', ['POST']],
    ['/chat/0199a3f2-7c4e-7d11-9f0a-3b5c1e2d4f60/stream', ['POST']],
    ['/chatbot/', ['POST']],
    ['/api/v1/chat', ['POST']],
    ['/api/v1/health', ['GET']],
    ['/api/v1/feedback', ['POST']],
    ['/', ['POST']],
    ['/anything/else', ['POST']],
  ])('of %s', (uri, methods) => {
    const allow = { value: [...methods, 'OPTIONS'].join(', ') }

    it.each(methods)('accepts %s', (method) => {
      expect(answer({ uri, method })).toMatchObject({ uri, method })
    })

    it.each(
      ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !methods.includes(each)),
    )('answers 405 to %s and lists the allowed methods', (method) => {
      expect(answer({ uri, method })).toMatchObject({ statusCode: 405, headers: { allow } })
    })

    it('answers a preflight with the allowed methods', () => {
      expect(answer({ uri, method: 'OPTIONS' }, { origin: { value: site } })).toMatchObject({
        statusCode: 204,
        headers: { allow, 'access-control-allow-methods': allow },
      })
    })
  })

  it('answers a preflight of an allowed origin with the headers of the policy', () => {
    const policy = readFileSync(new URL('response_headers.tf', file), 'utf8')
    const [, headers = ''] = /access_control_allow_headers {\s*items = (\[.*\])/.exec(policy) ?? []
    const [, maxAge = ''] = /access_control_max_age_sec += (\d+)/.exec(policy) ?? []
    expect(answer({ method: 'OPTIONS' }, { origin: { value: site } })).toEqual({
      statusCode: 204,
      statusDescription: 'No Content',
      headers: {
        allow: { value: 'POST, OPTIONS' },
        vary: { value: 'Origin' },
        'access-control-allow-origin': { value: site },
        'access-control-allow-methods': { value: 'POST, OPTIONS' },
        'access-control-allow-headers': { value: JSON.parse(headers).join(', ') },
        'access-control-max-age': { value: maxAge },
      },
    })
  })

  it('answers 404 to a path without a route, also for a preflight', () => {
    const strict = viewerRequestFunction([site], [{ path: '/notes/*', methods: ['GET'] }])
    const headers = { origin: { value: site } }
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      expect(strict(request({ uri: '/notes', method }, headers), viewerIp)).toEqual({
        statusCode: 404,
        statusDescription: 'Not Found',
        headers: { vary: { value: 'Origin' }, 'access-control-allow-origin': { value: site } },
      })
    }
    expect(strict(request({ uri: '/notes/', method: 'GET' }), viewerIp)).toHaveProperty('uri')
  })

  it('applies the first matching route, as CloudFront does', () => {
    const ordered = viewerRequestFunction(
      [],
      [
        { path: '/notes/new', methods: ['POST'] },
        { path: '/notes/*', methods: ['GET'] },
      ],
    )
    const answered = (uri: string, method: string) => ordered(request({ uri, method }), viewerIp)
    expect(answered('/notes/new', 'POST')).toHaveProperty('uri')
    expect(answered('/notes/new', 'GET')).toHaveProperty('statusCode', 405)
    expect(answered('/notes/old', 'GET')).toHaveProperty('uri')
  })

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'accepts %s on any path if there are no routes',
    (method) => {
      const open = viewerRequestFunction([])
      expect(open(request({ uri: '/notes/1', method }), viewerIp)).toMatchObject({ method })
    },
  )

  it('lets only pages of an allowed origin read its refusals', () => {
    const allowed = answer({ method: 'GET' }, { origin: { value: site } })
    expect(allowed.headers).toHaveProperty('access-control-allow-origin', { value: site })
    const foreign = answer({ method: 'OPTIONS' }, { origin: { value: 'https://evil.example' } })
    expect(foreign.headers).toEqual({ allow: { value: 'POST, OPTIONS' } })
  })

  it.each([
    ['no origin', {}],
    ['an allowed origin', { origin: { value: site } }],
    ['its own origin', { origin: { value: 'https://d1.cloudfront.net' } }],
  ])('accepts %s', (_name, headers) => {
    expect(passed(headers)).toHaveProperty('x-viewer-address')
  })

  it.each([
    ['another origin', { value: 'https://evil.example' }],
    ['one that begins like an allowed one', { value: `${site}.evil.example` }],
    [
      'one that ends like an allowed one',
      { value: 'https://evil.example/?https://www.example.com' },
    ],
    ['the allowed one without TLS', { value: 'http://www.example.com' }],
    ['null', { value: 'null' }],
    ['two', { value: site, multiValue: [{ value: site }, { value: 'https://evil.example' }] }],
  ])('refuses %s, also for a preflight', (_name, origin) => {
    expect(answer({}, { origin })).toMatchObject({ statusCode: 403 })
    expect(answer({ method: 'OPTIONS' }, { origin })).toMatchObject({ statusCode: 403 })
  })
})
