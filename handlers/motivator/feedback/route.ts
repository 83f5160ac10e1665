import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { jsonBody } from '../../../middlewares/json-body.ts'
import type { HandlerResult } from '../../../src/answer/answer.ts'
import { json } from '../../shared/json.ts'
import type { Route } from '../../shared/router.ts'
import { feedbackRequest, maxFeedbackBytes } from './request.ts'
import type { FeedbackStore } from './store.ts'

type FeedbackContext = Context & { claims: { sub: string } }

/** Answers `POST /api/v1/feedback`, within a stack that has verified the user. */
export const feedbackRoute = (store: FeedbackStore): Route<FeedbackContext>['handler'] =>
  middy<unknown, HandlerResult, Error, FeedbackContext>()
    .use(jsonBody({ schema: feedbackRequest, maxBytes: maxFeedbackBytes, showReasons: true }))
    .handler(async ({ body }, { claims }) => {
      await store.record(claims.sub, body)
      return json({ status: 'recorded' })
    })
