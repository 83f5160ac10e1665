import { describe, it, vi } from 'vitest'
import { type WiredModel, wiredModels } from '../../test/support/wired-models.ts'
import { chunk } from '../../twin/services/bedrock/agent.ts'
import { refusalOf as awsRefusal } from '../../twin/services/bedrock/aws-errors.ts'
import { event, exception } from '../../twin/services/bedrock/frame.ts'
import { sse } from '../../twin/services/gemini-wire.ts'
import {
  type ModelFactory,
  type ModelWire,
  modelConformance,
} from '../../twin/testing/model-conformance.ts'
import { bedrockAgent } from './bedrock-agent.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { gemini } from './gemini.ts'
import { withoutSolution } from './without-solution.ts'

/** What a request to this model says, read as the tests of its prompt read it. */
const messagesOf =
  (name: string): ModelWire['messages'] =>
  (asked) => {
    const { system, turns } = heardBy(name)(asked)
    return [
      ...(system === '' ? [] : [{ role: 'system' as const, text: system }]),
      ...turns.map(([role, ...texts]) => ({
        role: role === 'assistant' ? ('assistant' as const) : ('user' as const),
        text: texts.join('\n'),
      })),
    ]
  }

function heardBy(name: string): WiredModel['heard'] {
  const wired = wiredModels.find((each) => each.name === name)
  if (!wired) throw new Error(`There is no model ${name}`)
  return wired.heard
}

const candidate = (text: string, rest: object = {}) =>
  sse({ candidates: [{ content: { role: 'model', parts: [{ text }] }, ...rest }] })

const googleError = (code: number, message: string, details: object[] = []) => ({
  error: { code, message, details },
})

const geminiWire: ModelWire = {
  text: (text) => candidate(text),
  finish: candidate('', { finishReason: 'STOP' }),
  trailer: sse({ usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 3 } }),
  malformed: (text) => `data: ${text}\r\n\r\n`,
  error: (message) => sse(googleError(503, message)),
  refusal: (kind, message) => {
    if (kind === 'failure') return { status: 500, body: googleError(500, message) }
    if (kind === 'key') {
      const body = googleError(400, message, [{ reason: 'API_KEY_INVALID' }])
      return { status: 400, body }
    }
    const body = googleError(429, message, [{ retryDelay: '6.5s' }])
    return { status: 429, body, retryAfterSeconds: 7 }
  },
  messages: messagesOf('gemini'),
}

const awsTypes = {
  quota: { status: 429, type: 'ThrottlingException' },
  key: { status: 403, type: 'UnrecognizedClientException' },
  failure: { status: 500, type: 'InternalServerException' },
}

/** A message whose checksum is wrong. */
const damaged = (text: string) => {
  const bytes = event('chunk', { text })
  bytes.writeUInt32BE(0, bytes.length - 4)
  return bytes
}

const aws = {
  contentType: 'application/vnd.amazon.eventstream',
  malformed: damaged,
  error: (message) => exception('serviceUnavailableException', message),
  refusal: (kind, message) => awsRefusal({ ...awsTypes[kind], message }),
} satisfies Partial<ModelWire>

const converseWire: ModelWire = {
  ...aws,
  text: (text) => event('contentBlockDelta', { contentBlockIndex: 0, delta: { text } }),
  finish: event('messageStop', { stopReason: 'end_turn' }),
  trailer: event('metadata', { usage: { inputTokens: 12, outputTokens: 3, totalTokens: 15 } }),
  messages: (body) => messagesOf('bedrock-converse')({ body }),
}

const agentWire: ModelWire = {
  ...aws,
  text: (text) => chunk(Buffer.from(text)),
  messages: (body) => messagesOf('bedrock-agent')({ body }),
}

/** The SDK finds the AWS credentials itself. */
const withAwsKey =
  (make: (endpoint: string) => ReturnType<typeof gemini>): ModelFactory =>
  ({ url, apiKey }) => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', apiKey)
    return make(url)
  }

describe.each<[string, ModelFactory, ModelWire]>([
  [
    'gemini',
    ({ url, apiKey }) => gemini({ model: 'm', apiKey: async () => apiKey, baseUrl: url }),
    geminiWire,
  ],
  [
    'gemini without solutions',
    ({ url, apiKey }) =>
      withoutSolution(gemini({ model: 'm', apiKey: async () => apiKey, baseUrl: url })),
    geminiWire,
  ],
  [
    'bedrockConverse',
    withAwsKey((endpoint) => bedrockConverse({ modelId: 'm', endpoint })),
    converseWire,
  ],
  [
    'bedrockAgent',
    withAwsKey((endpoint) =>
      bedrockAgent({ agentId: 'AGENT12345', agentAliasId: 'TSTALIASID', endpoint }),
    ),
    agentWire,
  ],
])('%s', (_name, makeModel, wire) => {
  const checks = modelConformance(makeModel, wire)

  it.each(checks.map(({ name, run }) => [name, run] as const))('%s', (_check, run) => run())
})
