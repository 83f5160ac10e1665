import type { Turn } from '../../../src/answer/answer.ts'
import type { Wire } from '../plan.ts'
import { awsError, exceptionOf, refusalOf } from './aws-errors.ts'
import { type ConverseBody, turnsOf } from './converse.ts'
import { event } from './frame.ts'

/** The agent that is asked, and the conversation. */
export type AgentAddress = { agentId: string; agentAliasId: string; sessionId: string }

/** The part of an InvokeAgent request that the twin reads. */
export type AgentBody = {
  inputText: string
  enableTrace?: boolean
  streamingConfigurations?: { streamFinalResponse?: boolean }
  sessionState?: { conversationHistory?: Pick<ConverseBody, 'messages'> }
}

/** The earlier conversation, when the caller supplies it. */
export function historyOf({ sessionState }: AgentBody): Turn[] | undefined {
  const { conversationHistory } = sessionState ?? {}
  return conversationHistory && turnsOf(conversationHistory)
}

/** The agent's text when its guardrail blocks everything. */
const blocked = 'Sorry, the agent is unable to answer this.'

/**
 * InvokeAgent's wire format: bytes only. It gives no finish reason, and a guardrail's replacement
 * text looks like an answer.
 */
export function agentWire({ agentId, agentAliasId }: AgentAddress): Wire {
  let held = Buffer.alloc(0)
  // AWS splits by bytes, not characters: a chunk may end inside a character.
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

/** Whether the last byte belongs to a multi-byte character. */
function isInsideCharacter(bytes: Buffer): boolean {
  return (bytes.at(-1) ?? 0) >= 0x80
}
