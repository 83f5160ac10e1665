import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startScripted } from '../../twin/testing/scripted-server.ts'
import { requests } from './requests.ts'

type Server = Awaited<ReturnType<typeof startScripted>>

/** The first requests fail with this error, the others succeed. */
let refuse: { times: number; status: number; type: string; message?: string; date?: Date }
let server: Server

beforeEach(async () => {
  server = await startScripted((_writer, response) => {
    const { times, status, type, message = '', date } = refuse
    if (date) response.setHeader('date', date.toUTCString())
    const isRefused = server.calls.length <= times
    response.writeHead(isRefused ? status : 200, { 'content-type': 'application/x-amz-json-1.0' })
    const body = isRefused ? { __type: type, message } : { Item: { id: { S: 'a' } } }
    response.end(JSON.stringify(body))
  })
})
afterEach(() => server.close())

const get = () => {
  const command = new GetItemCommand({ TableName: 'chats', Key: { id: { S: 'a' } } })
  return requests(server.url)('chats', (client, options) => client.send(command, options))
}

describe('a request to DynamoDB is signed again and made again', () => {
  it.each([
    [
      'when its signature expired while the sandbox was frozen',
      400,
      'com.amazon.coral.service#InvalidSignatureException',
      'Signature expired: 20261130T100000Z is now earlier than 20261130T102500Z',
    ],
    ['when its credentials have expired', 400, 'ExpiredTokenException'],
    ['for a throttle', 400, 'ThrottlingException'],
    ['for a throttle of the table', 400, 'ProvisionedThroughputExceededException'],
    ['for a throttle by another name', 400, 'RequestLimitExceeded'],
    ['for a transaction that is under way', 400, 'TransactionInProgressException'],
    ['for a conflict that the service calls retryable', 400, 'ReplicatedWriteConflictException'],
    ['for a request that came too slowly', 400, 'RequestTimeout'],
    ['for a fault of the service', 500, 'InternalServerError'],
    ['for a service that is not there', 503, 'ServiceUnavailable'],
  ])('%s', async (_name, status, type, message = 'arn:aws:secret') => {
    refuse = { times: 1, status, type, message }
    expect(await get()).toMatchObject({ Item: { id: { S: 'a' } } })
    expect(server.calls).toHaveLength(2)
  })

  it('with the clock of AWS, where that of the sandbox is wrong', async () => {
    const date = new Date(Date.now() + 600_000)
    refuse = { times: 1, status: 403, type: 'AccessDeniedException', date }
    expect(await get()).toMatchObject({ Item: { id: { S: 'a' } } })
    const signed = server.calls.map(({ headers }) => instant(String(headers['x-amz-date'])))
    expect(Number(signed[1]) - Number(signed[0])).toBeGreaterThan(500_000)
  })
})

describe('a request to DynamoDB is final', () => {
  it.each([
    ['without the permission', 'AccessDeniedException'],
    ['with a signature that is wrong', 'InvalidSignatureException'],
    ['with a table that does not exist', 'ResourceNotFoundException'],
    ['with fields that are wrong', 'ValidationException'],
  ])('%s', async (_name, type) => {
    refuse = { times: 9, status: 400, type, message: 'arn:aws:secret' }
    const error = await get().catch((reason) => reason)
    expect(error).toMatchObject({
      statusCode: 503,
      code: 'history_unavailable',
      cause: { error: type, table: 'chats' },
    })
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('arn:')
    expect(server.calls).toHaveLength(1)
  })
})

/** `20261130T102619Z` */
function instant(date: string): number {
  return Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}
