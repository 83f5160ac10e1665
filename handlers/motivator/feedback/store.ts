import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expiry, isKey, strings } from '../../../src/dynamodb/items.ts'
import { requests } from '../../../src/dynamodb/requests.ts'
import { type HttpError, httpError } from '../../../src/errors/http-error.ts'
import type { Feedback } from './request.ts'

const pkg = 'motivator'

/** The longest time of a write, retries included: a page waits for it, and the user can send it again. */
const budgetMs = 3_000

/** Where feedback is kept, and how long. */
export type FeedbackStoreOptions = {
  /** Keyed `user_id`, `session_id`. */
  table: string
  /** The days after which feedback expires. */
  days: number
  /** Another address of DynamoDB. */
  endpoint?: string | undefined
}

/** The feedback of all users. */
export type FeedbackStore = {
  /**
   * Keeps what a user says about a session; it replaces what the user said about it before.
   *
   * @throws HttpError 503 `feedback_unavailable`; 403 `forbidden` for a user whose id cannot be a key
   */
  record(userId: string, feedback: Feedback): Promise<void>
}

/** Keeps feedback in a DynamoDB table: one item for each user and session. */
export const feedbackStore = ({ table, days, endpoint }: FeedbackStoreOptions): FeedbackStore => {
  const send = requests({ endpoint, budgetMs, failed: feedbackUnavailable })

  const record: FeedbackStore['record'] = async (
    userId,
    { session_id, helpful, emotion, user_comment },
  ) => {
    if (!isKey(userId)) throw unusableUser()
    const command = new PutItemCommand({
      TableName: table,
      Item: {
        ...strings({ user_id: userId, session_id, emotion, created_at: new Date().toISOString() }),
        helpful: { BOOL: helpful },
        ...(user_comment && strings({ user_comment })),
        ...expiry(days),
      },
    })
    await send(table, (client, options) => client.send(command, options))
  }

  return { record }
}

/** @param error the name of the service's error; like the other facts, it is for the log */
function feedbackUnavailable(table: string, error: string, throttled: boolean): HttpError {
  return httpError('feedback_unavailable', {
    statusCode: 503,
    message: 'Your feedback could not be saved: try again.',
    cause: { package: pkg, table, error, throttled },
  })
}

function unusableUser(): HttpError {
  return httpError('forbidden', {
    message: 'This sign-in cannot give feedback.',
    cause: { package: pkg, reason: 'user' },
  })
}
