import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Loopback, listen, readJson } from '../loopback.ts'
import { createChunks, type GeminiRequest, googleError, invalidKey } from './gemini-wire.ts'
import { perform } from './plan.ts'
import { type Rehearse, rehearse as tutor } from './rehearsal.ts'
import { type ReplyWriter, replyWriter, startStream } from './reply-writer.ts'

export type GeminiOptions = {
  /** The one key that is valid; a function is asked at each request. */
  apiKey: string | (() => string)
  /** Milliseconds before each chunk. @defaultValue 90, about as fast as one reads */
  paceMs?: number
  /** Milliseconds of nothing in `/rehearse slow-first`. @defaultValue 10,000 */
  slowFirstMs?: number
  /** Milliseconds from the last chunk to the break in `/rehearse cut`. @defaultValue 250 */
  cutAfterMs?: number
  /** What the model answers. @defaultValue the tutor of `rehearsal.ts` */
  rehearse?: Rehearse
  /** @defaultValue 0, any free port */
  port?: number
}

/** Writes a reply by hand, in place of the rehearsal; the reply ends when it returns. */
export type Script = (request: GeminiRequest, writer: ReplyWriter) => Promise<void> | void

export type Gemini = Loopback & {
  /** Calls of the method so far, those with a wrong key included. */
  readonly requests: number
  /** Replies that the client left before their end. */
  readonly aborted: number
  /** Replies that are under way. */
  readonly open: number
  /** Writes every reply from now on by this script; `undefined` brings the rehearsal back. */
  script(script: Script | undefined): void
}

const route = /^\/v1beta\/models\/([^/:]+):streamGenerateContent\?alt=sse$/

/**
 * Starts Google's Gemini as its SDK sees it: `POST
 * /v1beta/models/{model}:streamGenerateContent?alt=sse`, the key in `x-goog-api-key`.
 *
 * Any model name goes. Errors have Google's bodies: 400 for a wrong key or body, 404 for any other
 * address.
 */
export async function startGemini(options: GeminiOptions): Promise<Gemini> {
  const { apiKey, paceMs = 90, slowFirstMs = 10_000, cutAfterMs = 250 } = options
  const { rehearse = tutor, port } = options
  let script: Script | undefined
  const state = {
    requests: 0,
    aborted: 0,
    open: 0,
    script(next: Script | undefined) {
      script = next
    },
  }

  const reply = async (model: string, request: IncomingMessage, writer: ReplyWriter) => {
    const key = String(request.headers['x-goog-api-key'] ?? '')
    const body = await readJson(request)
    if (key !== (typeof apiKey === 'string' ? apiKey : apiKey())) {
      return writer.refuse(400, invalidKey(key))
    }
    if (!isGeminiRequest(body)) {
      const message = '* GenerateContentRequest.contents: contents is not specified\n'
      return writer.refuse(400, googleError(400, 'INVALID_ARGUMENT', message))
    }
    if (script) return script(body, writer)
    const plan = rehearse(body, { apiKey: key, model, paceMs, slowFirstMs, cutAfterMs })
    const chunks = createChunks({ request: body, model, responseId: responseId(body) })
    await perform(plan, writer, chunks)
  }

  const answer = async (request: IncomingMessage, response: ServerResponse, gone: AbortSignal) => {
    const model = request.method === 'POST' ? route.exec(request.url ?? '')?.[1] : undefined
    const writer = replyWriter(response, gone)
    if (!model) return writer.refuse(404, notFound)

    state.requests += 1
    state.open += 1
    // `destroy` of the writer is the server's doing; only the client closes an undestroyed response.
    response.once('close', () => {
      state.open -= 1
      if (!response.writableFinished && !writer.destroyed) state.aborted += 1
    })
    await reply(model, request, writer)
    if (response.writableEnded || response.destroyed) return
    startStream(response)
    response.end()
  }

  return Object.assign(state, await listen(answer, port))
}

const notFound = googleError(
  404,
  'NOT_FOUND',
  'The twin has only POST /v1beta/models/{model}:streamGenerateContent?alt=sse.',
)

function isGeminiRequest(body: object | undefined): body is GeminiRequest {
  return body !== undefined && 'contents' in body && Array.isArray(body.contents)
}

/** Google's is random; here the same request has the same one, so that recordings stay equal. */
function responseId(request: GeminiRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 22)
}
