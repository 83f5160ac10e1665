import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type Loopback, listen, readJson } from '../loopback.ts'
import { expiredSignature } from './aws-signature.ts'
import { type Fail, failureOf } from './failing.ts'

/** The exceptions are HTTP 400, as at AWS; `down` breaks the connection, `hang` never answers. */
export type SsmFailure =
  | 'AccessDeniedException'
  | 'ThrottlingException'
  | 'expired signature'
  | 'down'
  | 'hang'
  | 500

export type SsmOptions = {
  /** Name → plain value; each becomes a SecureString. */
  parameters?: Record<string, string>
  /** @defaultValue 'us-east-1' */
  region?: string
  /** @defaultValue 0, any free port */
  port?: number
}

export type Ssm = Loopback & {
  /** Requests so far, retries included. */
  readonly requests: number
  /** Fails every request from now on, or some of them; `undefined` restores service. */
  fail: Fail<SsmFailure>
  /** Milliseconds before each answer. */
  delayMs: number
  /** Writes a parameter; an existing one gets the next version. */
  set(name: string, value: string): void
}

/** As on the wire: `LastModifiedDate` in seconds since 1970. */
type Parameter = {
  ARN: string
  DataType: 'text'
  LastModifiedDate: number
  Name: string
  Type: 'SecureString'
  Value: string
  Version: number
}
type Input = { Name?: string; Names?: string[]; WithDecryption?: boolean }

const account = '123456789012'

/**
 * Starts an SSM Parameter Store with `GetParameter` and `GetParameters` (AWS JSON 1.1, with the
 * operation in `x-amz-target`).
 *
 * Without `WithDecryption` a value is returned as `kms:alias/aws/ssm:VALUE`, as in moto, so that a
 * forgotten flag is noticed. Selectors (`name:3`) and other operations are not supported.
 */
export async function startSsm(options: SsmOptions = {}): Promise<Ssm> {
  const { region = 'us-east-1', parameters = {}, port } = options
  const stored = new Map<string, Parameter>()
  const arn = (name: string) =>
    `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`

  const service = {
    requests: 0,
    fail: undefined as Ssm['fail'],
    delayMs: 0,
    set(name: string, value: string) {
      stored.set(name, {
        ARN: arn(name),
        DataType: 'text',
        LastModifiedDate: Date.now() / 1000,
        Name: name,
        Type: 'SecureString',
        Value: value,
        Version: (stored.get(name)?.Version ?? 0) + 1,
      })
    },
  }
  for (const [name, value] of Object.entries(parameters)) service.set(name, value)

  const read = (name: string, decrypt = false) => {
    const parameter = stored.get(name)
    if (!parameter || decrypt) return parameter
    return { ...parameter, Value: `kms:alias/aws/ssm:${parameter.Value}` }
  }

  const operations: Record<string, (input: Input, response: ServerResponse) => void> = {
    'AmazonSSM.GetParameter': ({ Name = '', WithDecryption }, response) => {
      const parameter = read(Name, WithDecryption)
      if (parameter) send(response, 200, { Parameter: parameter })
      else fault(response, 400, 'ParameterNotFound', `Parameter ${Name} not found.`)
    },
    'AmazonSSM.GetParameters': ({ Names = [], WithDecryption }, response) => {
      const found = Names.map((name) => read(name, WithDecryption))
      send(response, 200, {
        InvalidParameters: Names.filter((name) => !stored.has(name)),
        Parameters: found.filter((parameter) => parameter !== undefined),
      })
    },
  }

  const failures: Record<SsmFailure, (input: Input, response: ServerResponse) => void> = {
    AccessDeniedException: ({ Name, Names }, response) => {
      const [operation, name = ''] = Name ? ['GetParameter', Name] : ['GetParameters', Names?.[0]]
      const role = `arn:aws:sts::${account}:assumed-role/twin/twin`
      const message = `User: ${role} is not authorized to perform: ssm:${operation} on resource: ${arn(name)} because no identity-based policy allows the ssm:${operation} action`
      fault(response, 400, 'AccessDeniedException', message)
    },
    ThrottlingException: (_, response) =>
      fault(response, 400, 'ThrottlingException', 'Rate exceeded'),
    'expired signature': (_, response) =>
      fault(response, 400, expiredSignature.type, expiredSignature.message),
    500: (_, response) => fault(response, 500, 'InternalServerError', 'Internal server error'),
    down: (_, response) => response.destroy(),
    hang: () => {},
  }

  const answer = async (request: IncomingMessage, response: ServerResponse, gone: AbortSignal) => {
    service.requests += 1
    const input: Input | undefined = await readJson(request)
    if (!input) return fault(response, 400, 'SerializationException', 'Not a JSON object')
    if (service.delayMs) await delay(service.delayMs, undefined, { signal: gone })
    const target = String(request.headers['x-amz-target'])
    const failure = failureOf(service, target.replace('AmazonSSM.', ''))
    if (failure) return failures[failure](input, response)
    const operation = operations[target]
    if (operation) operation(input, response)
    else fault(response, 400, 'UnknownOperationException', 'Not an operation of the twin')
  }

  return Object.assign(service, await listen(answer, port))
}

function fault(response: ServerResponse, status: number, type: string, message: string): void {
  send(response, status, { __type: type, message })
}

function send(response: ServerResponse, status: number, body: object): void {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  }
  response.writeHead(status, headers).end(JSON.stringify(body))
}
