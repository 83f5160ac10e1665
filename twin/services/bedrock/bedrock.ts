import type { IncomingMessage } from 'node:http'
import type { Turn } from '../../../src/answer/answer.ts'
import { readJson } from '../../loopback.ts'
import { type Call, type ModelServer, startModelServer } from '../model-server.ts'
import type { Step } from '../plan.ts'
import { type RehearsalContext, rehearsed } from '../rehearsal.ts'
import { rehearsedJson } from '../structured/rehearsal.ts'
import { type AgentAddress, type AgentBody, agentWire, historyOf } from './agent.ts'
import { assist } from './assistant.ts'
import { refusalOf, validationError } from './aws-errors.ts'
import {
  brokenRule,
  type ConverseBody,
  converseWire,
  schemaOf,
  textOf,
  turnsOf,
} from './converse.ts'
import { serveBoth } from './two-protocols.ts'

export type BedrockOptions = {
  /** Milliseconds before each chunk. @defaultValue 90, about reading speed */
  paceMs?: number
  /** Milliseconds of silence in `/rehearse slow-first`. @defaultValue 10,000 */
  slowFirstMs?: number
  /** Milliseconds from the last chunk to the break in `/rehearse cut`. @defaultValue 250 */
  cutAfterMs?: number
  /**
   * Answers a conversation whose last turn is the question, unless the answer is JSON.
   * @defaultValue `assist`
   */
  say?: (conversation: readonly Turn[]) => string
  /** @defaultValue 0, any free port */
  port?: number
}

/** The API that a call uses: one of two. */
export type BedrockRequest =
  | { api: 'converse'; modelId: string; body: ConverseBody }
  | ({ api: 'agent'; body: AgentBody } & AgentAddress)

export type Bedrock = ModelServer<BedrockRequest>

const contentType = 'application/vnd.amazon.eventstream'

const converseRoute = /^\/model\/([^/]+)\/converse-stream$/
const agentRoute = /^\/agents\/([^/]+)\/agentAliases\/([^/]+)\/sessions\/([^/]+)\/text$/

/**
 * Starts Amazon Bedrock as its SDKs see it, over HTTP/2 and HTTP/1.1: `POST
 * /model/{modelId}/converse-stream`, and `POST
 * /agents/{agentId}/agentAliases/{agentAliasId}/sessions/{sessionId}/text`, whose agent remembers
 * each session, or uses the history sent with the request instead.
 *
 * A model whose request has a JSON schema answers with JSON (`rehearsedJson`).
 *
 * Any model, agent and signature is accepted. Errors are AWS's: 400 for a wrong body, 404 for
 * any other address.
 */
export async function startBedrock(options: BedrockOptions = {}): Promise<Bedrock> {
  const { paceMs = 90, slowFirstMs = 10_000, cutAfterMs = 250, say = assist, port } = options
  const sessions = new Map<string, Turn[]>()

  const contextOf = (model: string): RehearsalContext => ({
    provider: 'bedrock',
    model,
    paceMs,
    slowFirstMs,
    cutAfterMs,
  })
  const plan = (model: string, earlier: readonly Turn[], question: string) =>
    rehearsed(question, (text) => say([...earlier, { role: 'user', text }]), contextOf(model))

  const converse = async (
    modelId: string,
    request: IncomingMessage,
  ): Promise<Call<BedrockRequest>> => {
    const read = await readJson(request)
    const broken = brokenRule(read)
    if (broken !== undefined) return refusalOf(validationError(broken))
    const body = read as ConverseBody
    const turns = turnsOf(body)
    const schema = schemaOf(body)
    const system = textOf(body.system ?? [])
    return {
      asked: { api: 'converse', modelId, body },
      wire: converseWire(body, modelId),
      plan: () =>
        schema
          ? rehearsedJson({ schema, system, turns }, contextOf(modelId))
          : plan(modelId, turns.slice(0, -1), turns.at(-1)?.text ?? ''),
    }
  }

  const agent = async (
    address: AgentAddress,
    request: IncomingMessage,
  ): Promise<Call<BedrockRequest>> => {
    const body = (await readJson(request)) as AgentBody | undefined
    if (!body?.inputText) return refusalOf(validationError('inputText must not be empty'))
    const session = Object.values(address).join('/')
    return {
      asked: { api: 'agent', ...address, body },
      wire: agentWire(address),
      plan: () => {
        const earlier = historyOf(body) ?? sessions.get(session) ?? []
        const steps = plan(address.agentId, earlier, body.inputText)
        const question: Turn = { role: 'user', text: body.inputText }
        const said = spoken(steps)
        const isWhole = steps.at(-1)?.type === 'finish' && said.text !== ''
        if (isWhole) sessions.set(session, [...earlier, question, said])
        return steps
      },
    }
  }

  const callAt = (request: IncomingMessage) => {
    if (request.method !== 'POST') return undefined
    const path = request.url ?? ''
    const [, modelId] = converseRoute.exec(path) ?? []
    if (modelId !== undefined) return () => converse(decodeURIComponent(modelId), request)
    const [, agentId, agentAliasId, sessionId] = agentRoute.exec(path) ?? []
    if (!agentId || !agentAliasId || !sessionId) return undefined
    const address = { agentId, agentAliasId, sessionId: decodeURIComponent(sessionId) }
    return () => agent(address, request)
  }

  return startModelServer({ contentType, callAt, notFound }, { port, serve: serveBoth })
}

const notFound = refusalOf({
  status: 404,
  type: 'UnknownOperationException',
  message: 'The twin supports only ConverseStream and InvokeAgent.',
})

/** What an agent remembers of an answer that it completed. */
function spoken(steps: readonly Step[]): Turn {
  const text = steps.map((step) => ('text' in step ? step.text : '')).join('')
  return { role: 'assistant', text }
}
