import type { Turn } from '../../../src/answer/answer.ts'
import type { Wire } from '../plan.ts'
import { awsError, exceptionOf, refusalOf } from './aws-errors.ts'
import { type ConverseBody, turnsOf } from './converse.ts'
import { event } from './frame.ts'

/** Which agent is asked, and in which of its conversations. */
export type AgentAddress = { agentId: string; agentAliasId: string; sessionId: string }

/** What is posted to InvokeAgent, as far as the twin reads it. */
export type AgentBody = {
  inputText: string
  enableTrace?: boolean
  streamingConfigurations?: { streamFinalResponse?: boolean }
  sessionState?: { conversationHistory?: Pick<ConverseBody, 'messages'> }
}

/** What was said before, where the caller tells the agent. */
export function historyOf({ sessionState }: AgentBody): Turn[] | undefined {
  const { conversationHistory } = sessionState ?? {}
  return conversationHistory && turnsOf(conversationHistory)
}

/** What an agent says where its guardrail lets nothing through. */
const blocked = 'Sorry, the agent is unable to answer this.'

/**
 * How InvokeAgent says what an agent does: in bytes alone. There is no reason for the end, and what
 * a guardrail says instead looks like an answer.
 */
export function agentWire({ agentId, agentAliasId }: AgentAddress): Wire {
  let held = Buffer.alloc(0)
  // AWS counts bytes, not characters: a chunk may end in the middle of one.
  const say = (text: string) => {
    const bytes = Buffer.concat([held, Buffer.from(text)])
    const end = bytes.length - (isInsideCharacter(bytes) ? 1 : 0)
    held = bytes.subarray(end)
    return chunk(bytes.subarray(0, end))
  }
  const sayLast = (text = '') => chunk(Buffer.concat([held, Buffer.from(text)]))
  const action = 'bedrock:InvokeAgent'
  const resource = `arn:aws:bedrock:us-east-1:123456789012:agent-alias/${agentId}/${agentAliasId}`
  return {
    text: say,
    finish: (reason, text) => sayLast(reason === 'refused' ? blocked : text),
    block: () => sayLast(blocked),
    error: (fault) => exceptionOf(awsError(fault, action, resource)),
    refusal: (fault) => refusalOf(awsError(fault, action, resource)),
  }
}

/** A part of an agent's answer. */
export function chunk(bytes: Buffer): Buffer {
  return event('chunk', { bytes: bytes.toString('base64') })
}

/** Whether the last byte belongs to a character of several. */
function isInsideCharacter(bytes: Buffer): boolean {
  return (bytes.at(-1) ?? 0) >= 0x80
}
