import middy from '@middy/core'
import { jsonBody } from '../../../middlewares/json-body.ts'
import type { HandlerResult } from '../../../src/answer/answer.ts'
import { json } from '../../shared/json.ts'
import { feedbackRequest, maxFeedbackBytes } from './request.ts'
import type { FeedbackStore } from './store.ts'

/** Answers `POST /api/v1/feedback`, within a stack that has verified the user. */
export const feedbackRoute = (store: FeedbackStore) =>
  middy<unknown, HandlerResult, Error, { claims: { sub: string } }>()
    .use(jsonBody({ schema: feedbackRequest, maxBytes: maxFeedbackBytes, showReasons: true }))
    .handler(async ({ body }, { claims }) => {
      await store.record(claims.sub, body)
      return json({ status: 'recorded' })
    })
