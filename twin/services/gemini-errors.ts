import type { Fault } from './plan.ts'
import type { Refusal } from './reply-writer.ts'

/** The body of every error, and the whole error chunk in a stream that has begun. */
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
 * Google's answer to an unknown key. Its DebugInfo repeats the key, and therefore so does the
 * message of the SDK's error.
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

/**
 * An exhausted quota, per minute or per day. For both, Google asks to wait for seconds.
 *
 * @see https://ai.google.dev/gemini-api/docs/rate-limits
 */
export function quotaExceeded(model: string, unit: keyof typeof limits): GoogleError {
  const metric = 'generativelanguage.googleapis.com/generate_content_free_tier_requests'
  return googleError(
    429,
    'RESOURCE_EXHAUSTED',
    `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n* Quota exceeded for metric: ${metric}, limit: ${limits[unit]}\nPlease retry in 37s.`,
    [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: metric,
            quotaId: `GenerateRequestsPer${unit}PerProjectPerModel-FreeTier`,
            quotaDimensions: { location: 'global', model },
            quotaValue: limits[unit],
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

const limits = { Minute: '10', Day: '250' }

/** Google's error for each fault. */
export function googleErrors(model: string, apiKey: string): Record<Fault, GoogleError> {
  return {
    quota: quotaExceeded(model, 'Minute'),
    dayQuota: quotaExceeded(model, 'Day'),
    overload: googleError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    credentials: invalidKey(apiKey),
    tooLong: googleError(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
  }
}

/** An error as a response body. */
export function refusalOf(body: GoogleError): Refusal {
  return { status: body.error.code, body }
}
