import { setTimeout as delay } from 'node:timers/promises'
import type { Loopback } from '../loopback.ts'
import { type AwsJsonOptions, type Broken, fault, type Reply, startAwsJson } from './aws-json.ts'
import { expiredSignature } from './aws-signature.ts'
import { type Fail, failureOf } from './failing.ts'

export type SsmFailure =
  | 'AccessDeniedException'
  | 'ThrottlingException'
  | 'expired signature'
  | 500
  | Broken

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

  const operations: Record<string, (input: Input) => Reply> = {
    GetParameter: ({ Name = '', WithDecryption }) => {
      const parameter = read(Name, WithDecryption)
      if (!parameter) return fault('ParameterNotFound', `Parameter ${Name} not found.`)
      return { status: 200, body: { Parameter: parameter } }
    },
    GetParameters: ({ Names = [], WithDecryption }) => {
      const found = Names.map((name) => read(name, WithDecryption))
      const body = {
        InvalidParameters: Names.filter((name) => !stored.has(name)),
        Parameters: found.filter((parameter) => parameter !== undefined),
      }
      return { status: 200, body }
    },
  }

  const refusals: Record<
    Exclude<SsmFailure, Broken>,
    (operation: string, input: Input) => Reply
  > = {
    AccessDeniedException: (operation, { Name, Names }) => {
      const role = `arn:aws:sts::${account}:assumed-role/twin/twin`
      const message = `User: ${role} is not authorized to perform: ssm:${operation} on resource: ${arn(Name ?? Names?.[0] ?? '')} because no identity-based policy allows the ssm:${operation} action`
      return fault('AccessDeniedException', message)
    },
    ThrottlingException: () => fault('ThrottlingException', 'Rate exceeded'),
    'expired signature': () => fault(expiredSignature.type, expiredSignature.message),
    500: () => fault('InternalServerError', 'Internal server error', 500),
  }

  const answer: AwsJsonOptions['answer'] = async (operation, input, gone) => {
    if (service.delayMs) await delay(service.delayMs, undefined, { signal: gone })
    const failure = failureOf(service, operation)
    if (failure === 'down' || failure === 'hang') return failure
    if (failure) return refusals[failure](operation, input)
    const run = operations[operation]
    return run?.(input) ?? fault('UnknownOperationException', 'Not an operation of the twin')
  }

  const count = () => {
    service.requests += 1
  }
  const server = await startAwsJson({ version: '1.1', prefix: 'AmazonSSM.', port, count, answer })
  return Object.assign(service, server)
}
