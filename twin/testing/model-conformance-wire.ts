import type { ChatModel } from '../../src/answer/answer.ts'

/** Where the model under test finds its provider, and the key that it sends there. */
export type ModelTarget = {
  /** On this machine, without a final slash. Every path is answered. */
  url: string
  apiKey: string
}

/** Makes the model under test, without `withRetry` or another wrapper. */
export type ModelFactory = (target: ModelTarget) => ChatModel | Promise<ChatModel>

/** A part of a stream, as it goes over the network. */
export type WireBytes = string | Uint8Array

/** An HTTP error of a provider. */
export type ModelRefusal = {
  status: number
  /** Sent as JSON. */
  body: object
  headers?: Record<string, string>
  /** How long it asks to wait, where it says so: `retry-after` of the model's error. */
  retryAfterSeconds?: number
}

/** What a request tells the model: its rules, or one message of the conversation. */
export type SentMessage = { role: 'system' | 'user' | 'assistant'; text: string }

/** How a provider speaks, for `modelConformance`. */
export type ModelWire = {
  /** The content type of its streams. @defaultValue 'text/event-stream' */
  contentType?: string
  /** The part of a stream that says this text, which may be empty. */
  text(text: string): WireBytes
  /** The part that says that the answer has ended by itself. Without it the end of the stream says so. */
  finish?: WireBytes
  /** What comes after `finish`, e.g. the usage and `[DONE]`. */
  trailer?: WireBytes
  /** A part that cannot be read, and that holds this text. */
  malformed(text: string): WireBytes
  /** An overload, told by an error inside a stream that says this; left out where there is none. */
  error?(message: string): WireBytes
  /** An HTTP error that says this: too many requests, a key that is refused, a failure of the provider. */
  refusal(kind: 'quota' | 'key' | 'failure', message: string): ModelRefusal
  /** What a request tells the model, rules first. @param body of the request, parsed as JSON */
  messages(body: unknown): SentMessage[]
}

/** A model, and how its provider speaks. */
export type Subject = { makeModel: ModelFactory; wire: ModelWire }

/** One rule of a model, as a test. */
export type ConformanceCheck = {
  name: string
  /** Rejects with an `AssertionError` that says which rule the model breaks, and how. */
  run: () => Promise<void>
}
