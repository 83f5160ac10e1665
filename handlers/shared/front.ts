import type { MiddlewareObj } from '@middy/core'
import httpCors from '@middy/http-cors'

/**
 * The headers of a token. Behind OAC `authorization` never arrives: the CloudFront Function copies
 * it to the other one. Behind API Gateway it arrives as it is.
 */
export const tokenHeaders = ['authorization', 'x-viewer-authorization']

/** Of `rateLimit` and `tokenBudget`. */
const limitHeaders = [
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-window',
  'ratelimit',
  'ratelimit-policy',
]

/**
 * CORS headers for pages of these origins, where nothing in front of the function adds them: behind
 * a REST API. None without origins: CloudFront's response headers policy sends them.
 */
export const cors = (origins: readonly string[] = []): MiddlewareObj[] =>
  origins.length === 0
    ? []
    : [
        httpCors({
          origins: [...origins],
          exposeHeaders: ['retry-after', 'x-amzn-requestid', ...limitHeaders].join(', '),
        }),
      ]
