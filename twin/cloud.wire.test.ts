import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:http2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChatPart } from './chat-part.ts'
import { pool, startCloud } from './cloud.ts'
import { startIssuer } from './services/issuer.ts'

let cloud: Awaited<ReturnType<typeof startCloud>>
beforeAll(async () => {
  cloud = await startCloud(await startIssuer(pool), { parts: [await startChatPart()] })
})
afterAll(() => cloud.close())

/** The headers of a page that tries to use a service; it can send them without a preflight. */
const ofPages = [
  { origin: 'https://evil.example', 'content-type': 'text/plain' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  { origin: 'http://127.0.0.1:8787', 'sec-fetch-site': 'same-site' },
]

const services = () =>
  Object.entries(cloud.environment).filter(([, value]) => value.startsWith('http://'))

describe('the services of the twin', () => {
  it('are those of the handlers', () => {
    expect(services().map(([name]) => name)).toEqual([
      'COGNITO_JWKS_URI',
      'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
      'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME',
      'GEMINI_BASE_URL',
      'AWS_ENDPOINT_URL_SSM',
      'AWS_ENDPOINT_URL_DYNAMODB',
    ])
  })

  it.each(ofPages)('answer no web page: %j', async (headers) => {
    for (const [name, url] of services()) {
      const sent = request(url, { method: 'POST', headers }).end('{}')
      const [response] = (await once(sent, 'response')) as [IncomingMessage]
      expect(response.resume().statusCode, name).toBe(403)
    }
    expect(
      [cloud.issuer, cloud.ssm, cloud.gemini, cloud.bedrock].map((each) => each.requests),
    ).toEqual([0, 0, 0, 0])
  })

  it.each(ofPages)('answer no web page over HTTP/2: %j', async (headers) => {
    const session = connect(cloud.bedrock.url)
    const stream = session.request({ ':method': 'POST', ...headers })
    const [{ ':status': status }] = await once(stream.end('{}'), 'response')
    expect(status).toBe(403)
    session.destroy()
  })
})
