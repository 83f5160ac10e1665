import assert from 'node:assert/strict'
import type { AnswerEvent, ChatModel, Prompt } from '../../src/answer/answer.ts'
import {
  createTranscript,
  type ProviderScript,
  replyOf,
  type Transcript,
} from './model-conformance-reply.ts'
import { apiKey, indiscretion, question } from './model-conformance-secrets.ts'
import type { Subject } from './model-conformance-wire.ts'
import { type Call, startScripted } from './scripted-server.ts'

/** Only a model that breaks a rule takes this long. */
const patienceMs = 5_000

/** Limits the wait for the promise. @throws AssertionError with the complaint if it is late */
export const within = async <T>(promise: Promise<T>, complaint: string): Promise<T> => {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(broken(complaint)), patienceMs)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** The error of a failed check. @param cause what the model threw, if that is the reason */
export const broken = (complaint: string, cause?: unknown): assert.AssertionError =>
  Object.assign(new assert.AssertionError({ message: complaint }), cause !== undefined && { cause })

/** A request as the provider received it. */
export type SentRequest = Call & { path: string }

/** The outcome of `next()` on the model's answer. */
export type Step = { event: AnswerEvent } | { error: unknown } | { done: true }

/** An answer up to its end, or up to the error it threw. */
export type Outcome = { events: AnswerEvent[]; failure?: { error: unknown } }

/** A model that is asked one question, and its provider. */
export type Stage = {
  model: ChatModel
  prompt: Prompt
  /** Its signal is passed to the answer. */
  controller: AbortController
  requests: readonly SentRequest[]
  /** The first request, as soon as the provider has it. */
  asked: Promise<SentRequest>
  next(complaint: string): Promise<Step>
  /** Reads until the answer has produced some text. */
  firstText(): Promise<void>
  read(complaint: string): Promise<Outcome>
  leave(): Promise<unknown>
}

/** What is asked, and how the provider responds. */
export type Scene = {
  prompt?: Partial<Prompt>
  script: ProviderScript
  /** Whether nothing listens at the provider's address. */
  isClosed?: boolean
}

/** Starts a provider and the model, and always closes the provider. */
export const onStage = async <T>(
  { makeModel, wire }: Subject,
  { prompt: given, script, isClosed = false }: Scene,
  use: (stage: Stage) => Promise<T>,
): Promise<T> => {
  const requests: SentRequest[] = []
  const asked = Promise.withResolvers<SentRequest>()
  const transcript = createTranscript()
  const server = await startScripted(async (writer, response, call) => {
    const request = { ...call, path: response.req.url ?? '/' }
    requests.push(request)
    asked.resolve(request)
    // Gateways echo what they were sent in headers, and SDKs keep those in their errors.
    response.setHeader('x-echo', indiscretion)
    await script(replyOf({ writer, response, call, transcript, contentType: wire.contentType }))
  })
  const controller = new AbortController()
  try {
    if (isClosed) await server.close()
    const model = await makeModel({ url: server.url, apiKey })
    const prompt = { system: '', user: question, ...given }
    const answer = answering(model, prompt, controller.signal, transcript)
    return await use({ model, prompt, controller, requests, asked: asked.promise, ...answer })
  } finally {
    if (!isClosed) await server.close()
  }
}

/** Reads one answer, with a time limit on each step. */
function answering(
  model: ChatModel,
  prompt: Prompt,
  signal: AbortSignal,
  transcript: Transcript,
): Pick<Stage, 'next' | 'firstText' | 'read' | 'leave'> {
  let iterator: AsyncIterator<AnswerEvent> | undefined

  const step = async (): Promise<Step> => {
    try {
      iterator ??= model.answer(prompt, { signal })[Symbol.asyncIterator]()
      const { done, value } = await iterator.next()
      if (done) return { done }
      if (value.type === 'text') transcript.add(value.text)
      return { event: value }
    } catch (error) {
      return { error }
    }
  }
  const next = (complaint: string) => within(step(), complaint)

  return {
    next,
    async firstText() {
      for (;;) {
        const taken = await next('The model holds text back until its provider sends more')
        if ('error' in taken) throw broken('The model fails before its first text', taken.error)
        if ('done' in taken) throw broken('The model ends before its first text')
        if (taken.event.type === 'text' && taken.event.text !== '') return
      }
    },
    async read(complaint) {
      const events: AnswerEvent[] = []
      for (;;) {
        const taken = await next(complaint)
        if ('error' in taken) return { events, failure: taken }
        if ('done' in taken) return { events }
        events.push(taken.event)
      }
    },
    leave: async () => iterator?.return?.(),
  }
}
