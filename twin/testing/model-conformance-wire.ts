import type { ChatModel } from '../../src/answer/answer.ts'

/** Where the model under test finds its provider, and the key it sends there. */
export type ModelTarget = {
  /** On this machine, without a trailing slash. Every path is answered. */
  url: string
  apiKey: string
}

/** Makes the model under test, without `withRetry` or another wrapper. */
export type ModelFactory = (target: ModelTarget) => ChatModel | Promise<ChatModel>

/** A part of a stream, as sent over the network. */
export type WireBytes = string | Uint8Array

/** An HTTP error of a provider. */
export type ModelRefusal = {
  status: number
  /** Sent as JSON. */
  body: object
  headers?: Record<string, string>
  /** The wait it asks for, if any: the `retry-after` of the model's error. */
  retryAfterSeconds?: number
}

/** What a request tells the model: its rules, or one message of the conversation. */
export type SentMessage = { role: 'system' | 'user' | 'assistant'; text: string }

/** The provider's protocol, for `modelConformance`. */
export type ModelWire = {
  /** The content type of its streams. @defaultValue 'text/event-stream' */
  contentType?: string
  /** The part of a stream that carries this text, which may be empty. */
  text(text: string): WireBytes
  /** The part that marks a normal end. Without it, the end of the stream does. */
  finish?: WireBytes
  /** What follows `finish`, e.g. the usage and `[DONE]`. */
  trailer?: WireBytes
  /** A part that cannot be parsed and contains this text. */
  malformed(text: string): WireBytes
  /** An overload error inside a stream, with this text; omitted if the provider has none. */
  error?(message: string): WireBytes
  /** An HTTP error with this text: too many requests, a refused key, or a provider failure. */
  refusal(kind: 'quota' | 'key' | 'failure', message: string): ModelRefusal
  /** What a request tells the model, rules first. @param body the request's body, parsed as JSON */
  messages(body: unknown): SentMessage[]
}

/** A model, and the protocol of its provider. */
export type Subject = { makeModel: ModelFactory; wire: ModelWire }

/** One rule of a model, as a test. */
export type ConformanceCheck = {
  name: string
  /** Rejects with an `AssertionError` that says which rule the model breaks, and how. */
  run: () => Promise<void>
}
