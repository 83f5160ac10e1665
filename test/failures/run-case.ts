import { setTimeout } from 'node:timers/promises'
import type { EventCase } from '../../scripts/events/event-case.ts'
import { recordEvent } from '../../scripts/events/record.ts'
import { writeRecordedChats } from '../../scripts/events/recorded-chats.ts'
import { startChatPart } from '../../twin/chat-part.ts'
import { apiKey, pool, startCloud } from '../../twin/cloud.ts'
import { exchange, transcript } from '../../twin/replay/transcript.ts'
import { type FunctionOptions, startFunction } from '../../twin/runtime/function.ts'
import { startIssuer } from '../../twin/services/issuer.ts'
import type { ModelServer } from '../../twin/services/model-server.ts'
import { type Keys, publicJwks } from '../../twin/services/tokens.ts'
import type { FailingModel } from './failing-model.ts'
import type { FailureCase, World } from './failure-case.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { watchSandbox } from './sandbox.ts'

export type CaseOptions = {
  keys: Keys
  /** The handler, built or not. */
  modulePath: string
  /** @defaultValue 'handler' */
  exportName?: string
  /** What every request to it contains unless a case overrides it. */
  base: EventCase
  /** The model that it calls. */
  model: Pick<FailingModel, 'server'>
  /** Configuration in addition to the cloud's. */
  environment?: Record<string, string>
  /** The command that runs it. @defaultValue the twin's client */
  command?: FunctionOptions['command']
}

export type CaseResult = Outcome & {
  modelCalls: number
  keyFetches: number
  /** Lines that the function printed for the requests. */
  logLines: number
  sandboxAlive: boolean
  /** The bytes of the last answer, for comparison. */
  transcript: string
  /** Deviations from the case; empty when all is well. */
  faults: string[]
}

const probe = new URL('probe.mjs', import.meta.url).href

/** Runs one case in its own world, then a good request in the same sandbox. */
export const runCase = async (
  failureCase: FailureCase,
  options: CaseOptions,
): Promise<CaseResult> => {
  const { keys, modulePath, exportName, base, model, command, environment } = options
  const { timeoutMs = 60_000, readerPauseMs, requests = 1 } = failureCase
  const record = (name: string, request: EventCase = {}) =>
    recordEvent(name, { ...base, ...request }, keys)
  const issuer = await startIssuer({ ...pool, jwks: publicJwks(keys) })
  const chats = await startChatPart()
  await writeRecordedChats(chats)
  const cloud = await startCloud(issuer, { paceMs: 0, parts: [chats] })
  const world = { ...cloud, dynamodb: chats.dynamodb }
  const server = model.server(cloud)
  failureCase.break?.(world)
  const sandbox = watchSandbox()
  const lambda = startFunction({
    modulePath,
    ...(exportName && { exportName }),
    concurrency: 1,
    timeoutMs,
    env: {
      ...cloud.environment,
      ...environment,
      ...failureCase.environment?.(cloud),
      NODE_OPTIONS: `--import=${probe}`,
    },
    onLog: sandbox.onLog,
    ...(command && { command }),
  })
  try {
    const event = record(failureCase.name, failureCase.request)
    let answer = await exchange(lambda, event, readerPauseMs)
    for (let request = 2; request <= requests; request++) {
      if (request === 20) await sandbox.measure()
      answer = await exchange(lambda, event, readerPauseMs)
    }
    if (requests >= 20) await sandbox.measure()
    const { requests: modelCalls } = server
    const { requests: keyFetches } = cloud.issuer
    await sandbox.logged(requests)
    const logLines = sandbox.lines.length
    const logged = sandbox.lastRequest()
    const left = await leftOpen(server)

    heal(world, server)
    const afterwards = outcomeOf(await exchange(lambda, record('afterwards')))
    const result = {
      ...outcomeOf(answer),
      modelCalls,
      keyFetches,
      logLines,
      sandboxAlive: sandbox.isAlive(),
      transcript: transcript(answer),
    }
    const faults = [
      ...faultsOf(failureCase, { ...result, logged }, afterwards),
      ...sandbox.faults(),
      ...secretsIn(result.transcript, sandbox.lines.join('\n'), event, base),
      ...(left > 0 ? [`${left} requests at the model are still open`] : []),
    ]
    return { ...result, faults }
  } finally {
    await Promise.all([lambda.close(), cloud.close()])
  }
}

/** Makes all services well again; what the function remembers is left alone. */
function heal({ issuer, ssm, dynamodb }: World, server: ModelServer<unknown>): void {
  issuer.fail = undefined
  ssm.fail = undefined
  ssm.delayMs = 0
  dynamodb.fail = undefined
  dynamodb.throttle(0)
  server.script(undefined)
}

/** How many requests the model is still answering, one second after the last reader left. */
async function leftOpen(server: ModelServer<unknown>): Promise<number> {
  for (let waited = 0; server.open > 0 && waited < 1_000; waited += 10) await setTimeout(10)
  return server.open
}

type Seen = Outcome &
  Pick<CaseResult, 'modelCalls' | 'keyFetches' | 'sandboxAlive' | 'transcript'> & {
    logged: Record<string, unknown>
  }

function faultsOf(expected: FailureCase, seen: Seen, afterwards: Outcome): string[] {
  const {
    status,
    ending,
    chunks,
    contains = '',
    withinMs = Infinity,
    logged = {},
    requests = 1,
  } = expected
  const streamed = status === 200
  const { finish = ending === 'done' ? 'stop' : undefined } = expected
  const { modelCalls = streamed ? requests : 0, keyFetches = 1 } = expected
  const rules: [string, unknown, unknown][] = [
    ['status', seen.status, status],
    ['ending', seen.ending, ending],
    ['terminal frames', seen.terminals, streamed ? 1 : 0],
    ['model calls', seen.modelCalls, modelCalls],
    ['sandbox alive', seen.sandboxAlive, true],
    ['ending afterwards', afterwards.ending, expected.afterwards ?? 'done'],
    ['finish', seen.finish, finish],
    ['contains', seen.transcript.includes(contains), true],
    ['retry-after', seen.retryAfter, retryAfterOf(expected, seen)],
    ['key set fetched too often', seen.keyFetches > keyFetches, false],
    [`more than ${withinMs} ms for the body`, seen.bodyMs > withinMs, false],
    ...(chunks === undefined ? [] : [['chunks', seen.chunks, chunks] as [string, number, number]]),
    ...Object.entries(logged).map(([fact, wanted]): [string, unknown, unknown] => [
      `logged ${fact}`,
      seen.logged[fact],
      wanted,
    ]),
  ]
  return rules
    .filter(([, actual, wanted]) => actual !== wanted)
    .map(([what, actual, wanted]) => `${what}: ${actual}, not ${wanted}`)
}

/** The expected value: if the case has a check, the actual value or the check's name. */
function retryAfterOf({ retryAfter }: FailureCase, seen: Seen): string | undefined {
  if (typeof retryAfter !== 'function') return retryAfter
  return retryAfter(seen.retryAfter) ? seen.retryAfter : retryAfter.name
}

/** The key, the token and the viewer's address must appear nowhere; the user's text may appear only in the answer. */
function secretsIn(answer: string, log: string, event: object, { body }: EventCase): string[] {
  const [token] = /\beyJ[\w.-]+/.exec(JSON.stringify(event)) ?? []
  const [, address] = /"x-forwarded-for":"([^"]+)"/i.exec(JSON.stringify(event)) ?? []
  const everywhere = [apiKey, ...(token ? [token] : []), ...(address ? [address] : [])]
  const found = [
    ...everywhere.filter((secret) => answer.includes(secret) || log.includes(secret)),
    ...writtenIn(body).filter((secret) => log.includes(secret)),
  ]
  return found.map((secret) => `a secret was shown: ${secret.slice(0, 12)}…`)
}

/** The first line of each text in a body. */
function writtenIn(body = '{}'): string[] {
  const values = Object.values(JSON.parse(body) as Record<string, unknown>)
  return values.flatMap((value) => (typeof value === 'string' ? value.split('\n', 1) : []))
}
