import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm'
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ownTime } from '../../test/support/faked-time.ts'
import { type Ssm, startSsm } from './ssm.ts'

const name = '/chatbot/google-api-key'

let ssm: Ssm
let client: SSMClient
let impatient: SSMClient
beforeAll(async () => {
  ssm = await startSsm({ parameters: { [name]: 'secret-key' } })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const shared = { endpoint: ssm.url, region: 'us-east-1', credentials }
  client = new SSMClient({ ...shared, maxAttempts: 2 })
  // Without the flag the SDK only warns about a slow request, and keeps waiting.
  const requestHandler = { requestTimeout: 100, throwOnRequestTimeout: true }
  impatient = new SSMClient({ ...shared, maxAttempts: 1, requestHandler })
})
afterEach(() => {
  vi.useRealTimers()
  ssm.fail = undefined
  ssm.delayMs = 0
})
afterAll(() => ssm.close())

const get = (options: { Name?: string; WithDecryption?: boolean } = {}, from = client) =>
  from.send(new GetParameterCommand({ Name: name, ...options }))

describe('GetParameter', () => {
  it('returns a decrypted SecureString as AWS does', async () => {
    const { Parameter } = await get({ WithDecryption: true })
    expect(Parameter).toEqual({
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/chatbot/google-api-key',
      DataType: 'text',
      LastModifiedDate: expect.any(Date),
      Name: name,
      Type: 'SecureString',
      Value: 'secret-key',
      Version: 1,
    })
    expect(Math.abs(Number(Parameter?.LastModifiedDate) - Date.now())).toBeLessThan(60_000)
  })

  it('reveals a missing WithDecryption', async () => {
    expect((await get()).Parameter?.Value).toBe('kms:alias/aws/ssm:secret-key')
  })

  it('names a parameter that is missing', async () => {
    await expect(get({ Name: '/not/there' })).rejects.toMatchObject({
      name: 'ParameterNotFound',
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('counts versions', async () => {
    ssm.set('/rotated', 'old')
    ssm.set('/rotated', 'new')
    const { Parameter } = await get({ Name: '/rotated', WithDecryption: true })
    expect(Parameter).toMatchObject({ Value: 'new', Version: 2 })
  })
})

describe('GetParameters', () => {
  it('returns the existing ones and names the others', async () => {
    const command = new GetParametersCommand({ Names: [name, '/no'], WithDecryption: true })
    const { Parameters, InvalidParameters } = await client.send(command)
    expect(Parameters?.map((one) => one.Value)).toEqual(['secret-key'])
    expect(InvalidParameters).toEqual(['/no'])
  })
})

describe('the provider of Powertools', () => {
  it('reads one parameter, and several by name', async () => {
    const provider = new SSMProvider({ awsSdkV3Client: client })
    expect(await provider.get(name, { decrypt: true })).toBe('secret-key')
    const options = { [name]: { decrypt: true }, '/no': {} }
    const found = await provider.getParametersByName(options, { throwOnError: false })
    expect(found).toEqual({ [name]: 'secret-key', _errors: ['/no'] })
  })
})

describe('a failure', () => {
  it.each([
    ['AccessDeniedException', 'AccessDeniedException'],
    ['ThrottlingException', 'ThrottlingException'],
    ['expired signature', 'InvalidSignatureException'],
    [500, 'InternalServerError'],
    ['down', 'TimeoutError'],
    ['hang', 'TimeoutError'],
  ] as const)('%s reaches the client as %s', async (fail, expected) => {
    // A busy machine does not use up the 100 ms of a request.
    ownTime()
    ssm.fail = fail
    await expect(get({}, impatient)).rejects.toMatchObject({ name: expected })
  })

  it('by missing permission names the resource and not the value', async () => {
    ssm.fail = 'AccessDeniedException'
    await expect(get()).rejects.toThrow(
      /not authorized to perform: ssm:GetParameter on resource: arn:\S+google-api-key /,
    )
  })

  it('by throttling is retried by the SDK, and each attempt is counted', async () => {
    ssm.fail = 'ThrottlingException'
    const before = ssm.requests
    await expect(get()).rejects.toThrow('Rate exceeded')
    expect(ssm.requests).toBe(before + 2)
  })

  it('of only the next request is retried by the SDK and succeeds', async () => {
    ssm.fail = { failure: 'expired signature', times: 1 }
    const before = ssm.requests
    await expect(get()).resolves.toBeDefined()
    expect(ssm.requests).toBe(before + 2)
  })

  it('can be limited to one operation', async () => {
    ssm.fail = { failure: 'AccessDeniedException', operation: 'GetParameters' }
    await expect(get()).resolves.toBeDefined()
  })

  it('can be a delay before the answer', async () => {
    ssm.delayMs = 50
    const start = performance.now()
    await get()
    expect(performance.now() - start).toBeGreaterThan(45)
  })

  it('answers an unknown operation, and a body that is not JSON', async () => {
    const put = new PutParameterCommand({ Name: 'a', Value: 'b' })
    await expect(client.send(put)).rejects.toMatchObject({ name: 'UnknownOperationException' })
    const response = await fetch(ssm.url, { method: 'POST', body: '{' })
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: 'SerializationException' },
    ])
  })
})
