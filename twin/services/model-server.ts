import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Loopback, listen, type Serve } from '../loopback.ts'
import { perform, type Step, type Wire } from './plan.ts'
import { type Refusal, type ReplyWriter, replyWriter, startStream } from './reply-writer.ts'

/** Writes a reply by hand, in place of the rehearsal; the reply ends when it returns. */
export type Script<Asked> = (asked: Asked, writer: ReplyWriter) => Promise<void> | void

/** A provider of models, as far as a test looks into it. */
export type ModelServer<Asked> = Loopback & {
  /** Calls of a model so far, those that were refused included. */
  readonly requests: number
  /** Replies that the client left before their end. */
  readonly aborted: number
  /** Replies that are under way. */
  readonly open: number
  /** Writes every reply from now on by this script; `undefined` brings the rehearsal back. */
  script(script: Script<Asked> | undefined): void
}

/** How one provider is spoken to. */
export type ModelApi<Asked> = {
  /** The content type of its streams. */
  contentType: string
  /** Reads a call; `undefined` at any address but those of the models. */
  callAt(request: IncomingMessage): (() => Promise<Call<Asked>>) | undefined
  notFound: Refusal
}

/** What is asked and what is done about it; or nothing, where the request itself is wrong. */
export type Call<Asked> = Refusal | { asked: Asked; wire: Wire; plan(): readonly Step[] }

/** Starts a provider of models: it counts its calls, and answers them by plan or by script. */
export async function startModelServer<Asked>(
  { contentType, callAt, notFound }: ModelApi<Asked>,
  { port, serve }: { port?: number | undefined; serve?: Serve } = {},
): Promise<ModelServer<Asked>> {
  let script: Script<Asked> | undefined
  const state = {
    requests: 0,
    aborted: 0,
    open: 0,
    script(next: Script<Asked> | undefined) {
      script = next
    },
  }

  const reply = async (call: Call<Asked>, writer: ReplyWriter) => {
    if ('status' in call) return writer.refuse(call.status, call.body, call.headers)
    if (script) return script(call.asked, writer)
    await perform(call.plan(), writer, call.wire)
  }

  const answer = async (request: IncomingMessage, response: ServerResponse, gone: AbortSignal) => {
    const read = callAt(request)
    const writer = replyWriter(response, gone, contentType)
    if (!read) return writer.refuse(notFound.status, notFound.body, notFound.headers)

    state.requests += 1
    state.open += 1
    // `destroy` of the writer is the server's doing; only the client closes an undestroyed response.
    response.once('close', () => {
      state.open -= 1
      if (!response.writableEnded && !writer.destroyed) state.aborted += 1
    })
    await reply(await read(), writer)
    if (response.writableEnded || writer.destroyed) return
    startStream(response, contentType)
    response.end()
  }

  return Object.assign(state, await listen(answer, port, serve))
}
