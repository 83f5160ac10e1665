import { googleError, invalidKey } from './gemini-wire.ts'
import { answer, type Step, say } from './plan.ts'

/** What a failure is made of: the answer that it spoils, and who asked whom. */
export type Scene = {
  /** The answer in pieces, one a chunk. */
  pieces: readonly string[]
  apiKey: string
  model: string
  /** Milliseconds before each chunk. */
  paceMs: number
  /** Milliseconds of nothing at the start of `slow-first`. */
  slowFirstMs: number
  /** Milliseconds from the last chunk to the break of `cut`. */
  cutAfterMs: number
}

/** How a model fails, by the name that a learner types after `/rehearse`. */
export const failures = {
  429: quotaExceeded,
  503: overloaded,
  '400-key': keyRejected,
  'slow-first': slowFirst,
  stall,
  cut,
  'error-mid-stream': errorMidStream,
  'safety-prompt': safetyPrompt,
  'safety-mid-stream': safetyMidStream,
  'max-tokens': maxTokens,
  empty,
  long,
} satisfies Record<string, (scene: Scene) => Step[]>

export type FailureName = `${keyof typeof failures}`

export const failureNames = Object.keys(failures) as FailureName[]

export function isFailureName(name: string): name is FailureName {
  return Object.hasOwn(failures, name)
}

const overload = googleError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.')

/** @see https://ai.google.dev/gemini-api/docs/rate-limits */
function quotaExceeded({ model }: Scene): Step[] {
  const metric = 'generativelanguage.googleapis.com/generate_content_free_tier_requests'
  const error = googleError(
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
  return [{ type: 'refuse', error }]
}

function overloaded(): Step[] {
  return [{ type: 'refuse', error: overload }]
}

function keyRejected({ apiKey }: Scene): Step[] {
  return [{ type: 'refuse', error: invalidKey(apiKey) }]
}

/** Not even the head of the response comes for a while. */
function slowFirst({ pieces, paceMs, slowFirstMs }: Scene): Step[] {
  return [{ type: 'wait', ms: slowFirstMs }, ...answer(pieces, paceMs)]
}

function stall(scene: Scene): Step[] {
  return [...beginning(scene), { type: 'hang' }]
}

/** The break waits: a client forgets the chunks that it has not handed on yet. */
function cut(scene: Scene): Step[] {
  return [...beginning(scene), { type: 'wait', ms: scene.cutAfterMs }, { type: 'cut' }]
}

/** Google's SDK takes this error for a chunk without text, and the stream for a success. */
function errorMidStream(scene: Scene): Step[] {
  return [...beginning(scene), { type: 'error', error: overload }]
}

function safetyPrompt(): Step[] {
  return [{ type: 'block', reason: 'SAFETY' }]
}

function safetyMidStream(scene: Scene): Step[] {
  return [...beginning(scene), { type: 'finish', reason: 'SAFETY' }]
}

function maxTokens({ pieces, paceMs }: Scene): Step[] {
  return answer(half(pieces), paceMs, 'MAX_TOKENS')
}

/** A 200 without a body. */
function empty(): Step[] {
  return []
}

/** About 2,000 chunks without a pause: the answer over and over, a paragraph each time. */
function long({ pieces }: Scene): Step[] {
  const paragraph = [...pieces, '\n\n']
  const times = Math.ceil(2000 / paragraph.length)
  return answer(Array.from({ length: times }, () => paragraph).flat(), 0)
}

function beginning({ pieces, paceMs }: Scene): Step[] {
  return say(half(pieces), paceMs)
}

function half(pieces: readonly string[]): readonly string[] {
  return pieces.slice(0, Math.ceil(pieces.length / 2))
}
