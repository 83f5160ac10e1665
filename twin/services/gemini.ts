import type { IncomingMessage } from 'node:http'
import { readJson } from '../loopback.ts'
import { googleError, invalidKey, refusalOf } from './gemini-errors.ts'
import { brokenRule } from './gemini-rules.ts'
import { type GeminiRequest, geminiWire } from './gemini-wire.ts'
import {
  type Call,
  type Script as ModelScript,
  type ModelServer,
  startModelServer,
} from './model-server.ts'
import { type Rehearse, rehearse as tutor } from './rehearsal.ts'

export type GeminiOptions = {
  /** The only valid key; a function is called for each request. */
  apiKey: string | (() => string)
  /** Milliseconds before each chunk. @defaultValue 90, about reading speed */
  paceMs?: number
  /** Milliseconds of silence in `/rehearse slow-first`. @defaultValue 10,000 */
  slowFirstMs?: number
  /** Milliseconds from the last chunk to the break in `/rehearse cut`. @defaultValue 250 */
  cutAfterMs?: number
  /** What the model answers. @defaultValue the tutor of `rehearsal.ts` */
  rehearse?: Rehearse
  /** @defaultValue 0, any free port */
  port?: number
}

/** Writes a reply by hand, instead of the rehearsal. */
export type Script = ModelScript<GeminiRequest>

export type Gemini = ModelServer<GeminiRequest>

const route = /^\/v1beta\/models\/([^/:]+):streamGenerateContent\?alt=sse$/

/**
 * Starts Google's Gemini as its SDK sees it: `POST
 * /v1beta/models/{model}:streamGenerateContent?alt=sse`, with the key in `x-goog-api-key`.
 *
 * Any model name is accepted. Errors have Google's bodies: 400 for a wrong key or body, or a broken
 * rule (see `gemini-rules.ts`), 404 for any other address.
 */
export async function startGemini(options: GeminiOptions): Promise<Gemini> {
  const { apiKey, paceMs = 90, slowFirstMs = 10_000, cutAfterMs = 250 } = options
  const { rehearse = tutor, port } = options

  const read = async (model: string, request: IncomingMessage): Promise<Call<GeminiRequest>> => {
    const key = String(request.headers['x-goog-api-key'] ?? '')
    const asked = await readJson(request)
    if (key !== (typeof apiKey === 'string' ? apiKey : apiKey())) return refusalOf(invalidKey(key))
    const sent = isGeminiRequest(asked) ? asked : { contents: [] }
    const broken = brokenRule(sent, model)
    if (broken !== undefined) return refusalOf(googleError(400, 'INVALID_ARGUMENT', broken))
    return {
      asked: sent,
      wire: geminiWire(sent, model, key),
      plan: () => rehearse(sent, { provider: 'gemini', model, paceMs, slowFirstMs, cutAfterMs }),
    }
  }

  const callAt = (request: IncomingMessage) => {
    const model = request.method === 'POST' ? route.exec(request.url ?? '')?.[1] : undefined
    return model === undefined ? undefined : () => read(model, request)
  }

  return startModelServer({ contentType: 'text/event-stream', callAt, notFound }, { port })
}

const notFound = refusalOf(
  googleError(
    404,
    'NOT_FOUND',
    'The twin has only POST /v1beta/models/{model}:streamGenerateContent?alt=sse.',
  ),
)

function isGeminiRequest(body: object | undefined): body is GeminiRequest {
  return body !== undefined && 'contents' in body && Array.isArray(body.contents)
}
