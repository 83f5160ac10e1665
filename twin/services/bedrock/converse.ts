import type { FinishReason, Turn } from '../../../src/answer/answer.ts'
import { bedrockKeywords } from '../../../src/models/internal/bedrock-schema.ts'
import { schemaFaults } from '../../../src/models/internal/json-schema.ts'
import type { Wire } from '../plan.ts'
import type { Schema } from '../structured/sample.ts'
import { awsError, exceptionOf, refusalOf } from './aws-errors.ts'
import { event } from './frame.ts'

/** The part of a ConverseStream request that the twin reads. */
export type ConverseBody = {
  messages: { role: 'user' | 'assistant'; content: { text?: string }[] }[]
  system?: { text: string }[]
  inferenceConfig?: { maxTokens?: number }
  /** `schema` is JSON in a string. */
  outputConfig?: { textFormat?: { structure: { jsonSchema: { schema: string } } } }
}

/** The rule that a body breaks, of the conversation or of JSON answers; models of several vendors enforce it. */
export function brokenRule(body: object | undefined): string | undefined {
  const { messages } = (body ?? {}) as Partial<ConverseBody>
  if (!Array.isArray(messages) || messages.length === 0) return 'messages must not be empty'
  if (messages[0]?.role !== 'user') return 'A conversation must start with a user message.'
  if (messages.at(-1)?.role !== 'user') return 'The last turn must be a user message.'
  if (messages.some(({ role }, at) => role === messages[at - 1]?.role)) {
    return 'roles must alternate between "user" and "assistant"'
  }
  if (messages.some(({ content }) => content.some(({ text }) => text?.trim() === ''))) {
    return 'The text field in the ContentBlock object is blank.'
  }
  return brokenSchema(body as ConverseBody)
}

export function turnsOf({ messages }: Pick<ConverseBody, 'messages'>): Turn[] {
  return messages.map(({ role, content }) => ({ role, text: textOf(content) }))
}

/** The schema of the answer, `undefined` if it may be any text; only of a body that breaks no rule. */
export function schemaOf({ outputConfig }: ConverseBody): Schema | undefined {
  const json = outputConfig?.textFormat?.structure.jsonSchema.schema
  return json === undefined ? undefined : JSON.parse(json)
}

function brokenSchema(body: ConverseBody): string | undefined {
  try {
    const faults = schemaFaults(Object(schemaOf(body)), bedrockKeywords)
    return faults.length === 0 ? undefined : `The JSON schema has unsupported ${faults.join(', ')}`
  } catch {
    return 'The JSON schema is not valid JSON.'
  }
}

const stopReasons: Record<FinishReason, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  refused: 'content_filtered',
}

/** What gpt-oss streams before its text, in a content block of its own. */
const reasoning = ['The user asks something. ', 'Advise, briefly.']

/**
 * ConverseStream's wire format. Tokens are an estimate: 4 UTF-16 units each. A gpt-oss model reasons
 * first, and its tokens count as output.
 */
export function converseWire(body: ConverseBody, modelId: string): Wire {
  const thoughts = modelId.includes('gpt-oss') ? reasoning : []
  const textBlock = thoughts.length > 0 ? 1 : 0
  const sent = [...(body.system ?? []), ...body.messages.flatMap(({ content }) => content)]
  const inputTokens = tokens(textOf(sent).length)
  let said = 0
  let begun = false
  const messageStart = () => event('messageStart', { role: 'assistant' })
  const think = () => {
    said += textOf(thoughts.map((text) => ({ text }))).length
    const deltas = thoughts.map((text) => contentDelta({ reasoningContent: { text } }))
    return deltas.length > 0 ? [...deltas, contentBlockStop(0)] : []
  }
  const begin = () => {
    const start = begun ? [] : [messageStart(), ...think()]
    begun = true
    return start
  }
  const say = (text: string) => {
    said += text.length
    return Buffer.concat([...begin(), contentDelta({ text }, textBlock)])
  }
  const stop = (stopReason: string) => {
    const outputTokens = tokens(said)
    const usage = { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens }
    return Buffer.concat([
      contentBlockStop(textBlock),
      messageStop(stopReason),
      event('metadata', { usage, metrics: { latencyMs: 1 } }),
    ])
  }
  const action = 'bedrock:InvokeModelWithResponseStream'
  const resource = `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`
  return {
    text: say,
    finish: (reason, text = '') =>
      Buffer.concat([...(text === '' ? begin() : [say(text)]), stop(stopReasons[reason])]),
    block: () => Buffer.concat([messageStart(), stop('guardrail_intervened')]),
    error: (fault) => exceptionOf(awsError(fault, action, resource)),
    refusal: (fault) => refusalOf(awsError(fault, action, resource)),
  }
}

/** A part of an answer: `{ text }`, or a model's reasoning. */
export function contentDelta(delta: object, contentBlockIndex = 0): Buffer {
  return event('contentBlockDelta', { contentBlockIndex, delta })
}

function contentBlockStop(contentBlockIndex: number): Buffer {
  return event('contentBlockStop', { contentBlockIndex })
}

/** The reason for the end, by AWS's word. */
export function messageStop(stopReason: string): Buffer {
  return event('messageStop', { stopReason })
}

export function textOf(blocks: readonly { text?: string }[]): string {
  return blocks.map(({ text = '' }) => text).join('')
}

function tokens(characters: number): number {
  return Math.ceil(characters / 4)
}
