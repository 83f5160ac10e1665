import { format } from 'node:util'
import type { SQSEvent } from 'aws-lambda'
import { invoke } from 'middy-chat/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Ssm, startSsm } from '../twin/services/ssm.ts'
import { startScripted } from '../twin/testing/scripted-server.ts'

const key = 'sk-queue-1234567890'

/** As an event source mapping hands on a batch of a standard queue. */
const sqsEvent = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, at) => ({
    messageId: `message-${at}`,
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1545082649183',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1545082649185',
    },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:my-queue',
    awsRegion: 'us-east-1',
  })),
})

describe('forward-messages', () => {
  let ssm: Ssm
  let service: Awaited<ReturnType<typeof startScripted>>
  const logged: string[] = []

  const run = async (...bodies: string[]) => {
    vi.resetModules()
    const { handler } = await import('./forward-messages.ts')
    return invoke(handler, sqsEvent(...bodies))
  }

  beforeEach(async () => {
    ssm = await startSsm({ parameters: { '/service/key': key } })
    service = await startScripted((writer, response, { body }) => {
      if (`${body}` === 'cut') return writer.destroy()
      response.writeHead(`${body}` === 'bad' ? 500 : 204)
    })
    vi.stubEnv('AWS_ENDPOINT_URL_SSM', ssm.url)
    vi.stubEnv('SERVICE_URL', service.url)
    vi.stubEnv('SERVICE_KEY_PARAMETER', '/service/key')
    logged.length = 0
    vi.spyOn(console, 'error').mockImplementation((...line) => logged.push(format(...line)))
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    await Promise.all([ssm.close(), service.close()])
  })

  it('hands every message on, with the key', async () => {
    const answer = await run('one', 'two', 'three')
    expect(answer.json()).toEqual({ batchItemFailures: [] })
    expect(service.calls.map(({ body }) => `${body}`).sort()).toEqual(['one', 'three', 'two'])
    expect(service.calls.map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill(`Bearer ${key}`),
    )
    expect(ssm.requests).toBe(1)
  })

  it('returns to the queue what could not be handed on, and nothing else', async () => {
    const answer = await run('one', 'bad', 'two', 'cut')
    expect(answer.json()).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-3' }],
    })
    expect(logged.sort()).toEqual(['message-1: the service answered 500', 'message-3: TypeError'])
  })

  it('logs no key, not even one that no header can hold', async () => {
    ssm.set('/service/key', `${key}\nsecond line`)
    const answer = await run('one')
    expect(answer.json()).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] })
    expect(logged).toEqual(['message-0: TypeError'])
  })

  it('fails as a whole without the key, so that the batch comes again', async () => {
    ssm.fail = 'AccessDeniedException'
    await expect(run('one', 'two')).rejects.toMatchObject({
      code: 'parameter_unavailable',
      cause: { package: 'middy-chat/ssm-parameters', error: 'AccessDeniedException' },
    })
    expect(service.calls).toEqual([])
  })

  it.each([
    ['SERVICE_URL', 'Invalid URL'],
    ['SERVICE_KEY_PARAMETER', 'parameters must be a name or a value for each key'],
  ])('does not start without %s', async (name, message) => {
    vi.stubEnv(name, '')
    await expect(run()).rejects.toThrow(message)
  })
})
