import { createHash } from 'node:crypto'
import type { FinishReason as Reason } from '../../src/answer/answer.ts'
import { googleErrors, refusalOf } from './gemini-errors.ts'
import type { Wire } from './plan.ts'

/** The part of `@google/generative-ai`'s request that the twin reads. */
export type GeminiRequest = {
  systemInstruction?: Content
  contents: Content[]
  generationConfig?: Record<string, unknown>
}
export type Content = { role?: string; parts?: { text?: string }[] }

export type FinishReason = 'STOP' | 'MAX_TOKENS' | 'SAFETY'

const finishReasons: Record<Reason, FinishReason> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  refused: 'SAFETY',
}

/** Google's wire format for what its model does. */
export function geminiWire(request: GeminiRequest, model: string, apiKey: string): Wire {
  const chunks = createChunks({ request, model, responseId: responseId(request) })
  const errors = googleErrors(model, apiKey)
  return {
    text: (text) => sse(chunks.text(text)),
    finish: (reason, text) => sse(chunks.finish(finishReasons[reason], text)),
    block: () => sse(chunks.block('SAFETY')),
    error: (fault) => sse(errors[fault]),
    refusal: (fault) => refusalOf(errors[fault]),
  }
}

/** Random at Google; here it depends only on the request, so that recordings stay equal. */
function responseId(request: GeminiRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 22)
}

/**
 * One event in Google's framing: a `data:` line, CRLF, and a blank line. Like protobuf's JSON it
 * escapes the two line separators; Google's SDK takes them for line ends when they are unescaped.
 */
export function sse(value: object): string {
  const json = JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) =>
    char === '\u2028' ? '\\u2028' : '\\u2029',
  )
  return `data: ${json}\r\n\r\n`
}

/**
 * Makes the chunks of one answer. Each has `usageMetadata` with the tokens so far, the
 * `modelVersion` and the answer's `responseId`. Tokens are an estimate: 4 UTF-16 units each.
 */
export function createChunks(options: {
  request: GeminiRequest
  model: string
  responseId: string
}): {
  text(text: string): object
  /** The last chunk; `text` may be the last piece of the answer. */
  finish(reason: FinishReason, text?: string): object
  /** The prompt itself was refused: no candidates. */
  block(reason: string): object
} {
  const { request, model, responseId } = options
  const promptTokens = tokens(promptText(request).length)
  let written = 0

  const chunk = (body: object) => ({
    ...body,
    usageMetadata: {
      promptTokenCount: promptTokens,
      ...(written && { candidatesTokenCount: tokens(written) }),
      totalTokenCount: promptTokens + tokens(written),
    },
    modelVersion: model,
    responseId,
  })
  const candidate = (text: string | undefined, rest: object) => {
    written += text?.length ?? 0
    const content = text === undefined ? {} : { content: { parts: [{ text }], role: 'model' } }
    return chunk({ candidates: [{ ...content, ...rest, index: 0 }] })
  }

  return {
    text: (text) => candidate(text, {}),
    finish: (finishReason, text) =>
      candidate(text, {
        finishReason,
        ...(finishReason === 'SAFETY' && { safetyRatings: unsafe }),
      }),
    block: (blockReason) => chunk({ promptFeedback: { blockReason, safetyRatings: unsafe } }),
  }
}

/** All text in the request, to estimate its tokens. */
function promptText({ systemInstruction, contents }: GeminiRequest): string {
  return [systemInstruction ?? {}, ...contents].map(contentText).join('')
}

export function contentText({ parts = [] }: Content): string {
  return parts.map((part) => part.text ?? '').join('')
}

function tokens(characters: number): number {
  return Math.ceil(characters / 4)
}

const unsafe = [
  { category: 'HARM_CATEGORY_SEXUALLY_EXPLICIT', probability: 'NEGLIGIBLE' },
  { category: 'HARM_CATEGORY_HATE_SPEECH', probability: 'NEGLIGIBLE' },
  { category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' },
  { category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH', blocked: true },
]
