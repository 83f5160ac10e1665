import { createHash } from 'node:crypto'
import type { FinishReason as Reason } from '../../src/answer.ts'
import type { Fault, Wire } from './plan.ts'
import type { Refusal } from './reply-writer.ts'

/** What `@google/generative-ai` posts, as far as the twin reads it. */
export type GeminiRequest = {
  systemInstruction?: Content
  contents: Content[]
  generationConfig?: Record<string, unknown>
}
export type Content = { role?: string; parts?: { text?: string }[] }

export type FinishReason = 'STOP' | 'MAX_TOKENS' | 'SAFETY'

/** The body of every error, and the whole of an error chunk in a stream that has begun. */
export type GoogleError = {
  error: { code: number; message: string; status: string; details?: object[] }
}

export function googleError(
  code: number,
  status: string,
  message: string,
  details?: object[],
): GoogleError {
  return { error: { code, message, status, ...(details && { details }) } }
}

/**
 * Google's answer to a key that it does not know. Its DebugInfo repeats the key, and so then does
 * the message of the SDK's error.
 */
export function invalidKey(apiKey: string): GoogleError {
  return googleError(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
    {
      '@type': 'type.googleapis.com/google.rpc.DebugInfo',
      detail: `Invalid API key: ${apiKey}`,
    },
  ])
}

/** @see https://ai.google.dev/gemini-api/docs/rate-limits */
function quotaExceeded(model: string): GoogleError {
  const metric = 'generativelanguage.googleapis.com/generate_content_free_tier_requests'
  return googleError(
    429,
    'RESOURCE_EXHAUSTED',
    `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n* Quota exceeded for metric: ${metric}, limit: 10\nPlease retry in 37s.`,
    [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: metric,
            quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
            quotaDimensions: { location: 'global', model },
            quotaValue: '10',
          },
        ],
      },
      {
        '@type': 'type.googleapis.com/google.rpc.Help',
        links: [
          {
            description: 'Learn more about Gemini API quotas',
            url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
          },
        ],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' },
    ],
  )
}

const finishReasons: Record<Reason, FinishReason> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  refused: 'SAFETY',
}

/** How Google says what its model does. */
export function geminiWire(request: GeminiRequest, model: string, apiKey: string): Wire {
  const chunks = createChunks({ request, model, responseId: responseId(request) })
  const errors: Record<Fault, GoogleError> = {
    quota: quotaExceeded(model),
    overload: googleError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    credentials: invalidKey(apiKey),
  }
  return {
    text: (text) => sse(chunks.text(text)),
    finish: (reason, text) => sse(chunks.finish(finishReasons[reason], text)),
    block: () => sse(chunks.block('SAFETY')),
    error: (fault) => sse(errors[fault]),
    refusal: (fault) => refusalOf(errors[fault]),
  }
}

/** An error as the body of a response. */
export function refusalOf(body: GoogleError): Refusal {
  return { status: body.error.code, body }
}

/** Google's is random; here the same request has the same one, so that recordings stay equal. */
function responseId(request: GeminiRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 22)
}

/**
 * One event as Google frames it: one `data:` line, CRLF, and a blank line. Like protobuf's JSON it
 * escapes the two line separators; Google's SDK takes them for line ends when they come raw.
 */
export function sse(value: object): string {
  const json = JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) =>
    char === '\u2028' ? '\\u2028' : '\\u2029',
  )
  return `data: ${json}\r\n\r\n`
}

/**
 * Makes the chunks of one answer. Each has `usageMetadata` with the tokens up to it, the
 * `modelVersion` and the answer's `responseId`. Tokens are an estimate: 4 UTF-16 units each.
 */
export function createChunks(options: {
  request: GeminiRequest
  model: string
  responseId: string
}): {
  text(text: string): object
  /** The last chunk; `text` may be its last piece. */
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

/** All text that the request sends, for the estimate of its tokens. */
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
