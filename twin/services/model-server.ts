import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Loopback, listen, type Serve } from '../loopback.ts'
import { perform, type Step, type Wire } from './plan.ts'
import { type Refusal, type ReplyWriter, replyWriter, startStream } from './reply-writer.ts'

/** Writes a reply by hand, instead of the rehearsal; the reply ends when it returns. */
export type Script<Asked> = (asked: Asked, writer: ReplyWriter) => Promise<void> | void

/** A model provider, with what a test can inspect. */
export type ModelServer<Asked> = Loopback & {
  /** Model calls so far, including refused ones. */
  readonly requests: number
  /** Replies that the client abandoned. */
  readonly aborted: number
  /** Replies in progress. */
  readonly open: number
  /** Uses this script for every reply from now on; `undefined` restores the rehearsal. */
  script(script: Script<Asked> | undefined): void
}

/** The API of one provider. */
export type ModelApi<Asked> = {
  /** The content type of its streams. */
  contentType: string
  /** Reads a call; `undefined` for any address that is not a model's. */
  callAt(request: IncomingMessage): (() => Promise<Call<Asked>>) | undefined
  notFound: Refusal
}

/** What is asked and how to answer it, or a refusal if the request itself is invalid. */
export type Call<Asked> = Refusal | { asked: Asked; wire: Wire; plan(): readonly Step[] }

/** Starts a model provider that counts its calls and answers them by plan or by script. */
export async function startModelServer<Asked>(
  { contentType, callAt, notFound }: ModelApi<Asked>,
  { port, ...options }: { port?: number | undefined; serve?: Serve } = {},
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
    // The writer's `destroy` is the server's own; otherwise it was the client that closed early.
    response.once('close', () => {
      state.open -= 1
      if (!response.writableEnded && !writer.destroyed) state.aborted += 1
    })
    await reply(await read(), writer)
    if (response.writableEnded || writer.destroyed) return
    startStream(response, contentType)
    response.end()
  }

  return Object.assign(state, await listen(answer, port, options))
}
