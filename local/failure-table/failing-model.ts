import type { FinishReason } from '../../src/answer.ts'
import type { Cloud } from '../cloud.ts'
import { chunk } from '../services/bedrock/agent.ts'
import { refusalOf as awsRefusal } from '../services/bedrock/aws-errors.ts'
import { event, exception } from '../services/bedrock/frame.ts'
import { googleError, invalidKey, sse } from '../services/gemini-wire.ts'
import type { ModelServer } from '../services/model-server.ts'
import type { Refusal } from '../services/reply-writer.ts'

/** The HTTP errors of a model, by what they say. */
export type RefusalName = 'credentials' | 'quota' | 'failure' | 'overload' | 'timeout'

/** A model of the twin, and how it is made to fail on its own wire. */
export type FailingModel = {
  server(cloud: Cloud): ModelServer<unknown>
  /** The variable that says where it is. */
  address: string
  text(text: string): Uint8Array
  refusals: Record<RefusalName, Refusal>
  /** An overload, inside a stream. */
  error: Uint8Array
  malformed: Uint8Array
  /** A message that ends inside a character. */
  half: Uint8Array
  /** The end of an answer that is whole. */
  end: Uint8Array
  /** What only a model says that gives a reason for its end. */
  reasons?: {
    end: Record<Exclude<FinishReason, 'stop'>, Uint8Array>
    blocked: Uint8Array
    thought(text: string): Uint8Array
  }
}

const google = (value: object) => Buffer.from(sse(value))

const part = (part: object, rest: object = {}) =>
  google({ candidates: [{ content: { role: 'model', parts: [part] }, ...rest }] })

export const failingGemini: FailingModel = {
  server: ({ gemini }) => gemini,
  address: 'GEMINI_BASE_URL',
  text: (text) => part({ text }),
  refusals: {
    credentials: { status: 400, body: invalidKey('local-rehearsal-key') },
    // In an array, as Google sends it at times.
    quota: { status: 429, body: [googleError(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted.')] },
    failure: { status: 500, body: googleError(500, 'INTERNAL', 'An internal error has occurred.') },
    overload: { status: 503, body: googleError(503, 'UNAVAILABLE', 'The model is overloaded.') },
    timeout: { status: 504, body: googleError(504, 'DEADLINE_EXCEEDED', 'Deadline exceeded.') },
  },
  error: google(googleError(503, 'UNAVAILABLE', 'The model is overloaded.')),
  malformed: Buffer.from('data: {"candidates"\r\n\r\n'),
  half: Buffer.from('data: {"candidates":[{"content":{"parts":[{"text":"한').subarray(0, -1),
  end: part({ text: '' }, { finishReason: 'STOP' }),
  reasons: {
    end: {
      length: part({ text: '' }, { finishReason: 'MAX_TOKENS' }),
      refused: part({ text: '' }, { finishReason: 'SAFETY' }),
    },
    blocked: google({ promptFeedback: { blockReason: 'SAFETY' } }),
    thought: (text) => part({ text, thought: true }),
  },
}

const aws = (status: number, type: string) =>
  awsRefusal({ status, type, message: `${type} on arn:aws:bedrock:us-east-1:123456789012:model` })

const bedrock = {
  server: ({ bedrock }) => bedrock,
  refusals: {
    credentials: aws(403, 'AccessDeniedException'),
    quota: aws(429, 'ThrottlingException'),
    failure: aws(500, 'InternalServerException'),
    overload: aws(503, 'ServiceUnavailableException'),
    timeout: aws(408, 'ModelTimeoutException'),
  },
  error: exception('serviceUnavailableException', 'Bedrock is unable to process your request.'),
  malformed: Buffer.of(0, 0, 0, 17, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
} satisfies Partial<FailingModel>

const delta = (delta: object) => event('contentBlockDelta', { contentBlockIndex: 0, delta })
const stop = (stopReason: string) => event('messageStop', { stopReason })

export const failingConverse: FailingModel = {
  ...bedrock,
  address: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  text: (text) => delta({ text }),
  half: delta({ text: '한' }).subarray(0, -8),
  end: stop('end_turn'),
  reasons: {
    end: { length: stop('max_tokens'), refused: stop('content_filtered') },
    blocked: stop('guardrail_intervened'),
    thought: (text) => delta({ reasoningContent: { text } }),
  },
}

export const failingAgent: FailingModel = {
  ...bedrock,
  address: 'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME',
  text: (text) => chunk(Buffer.from(text)),
  half: chunk(Buffer.from('한').subarray(0, -1)),
  // An agent just stops.
  end: Buffer.alloc(0),
}
