import * as dynamodb from '../dynamodb/requests.ts'
import { historyUnavailable } from './errors.ts'

/** Sends requests for the tables of the chats. They fail with HttpError 503 `history_unavailable`. */
export const requests = (endpoint: string | undefined): dynamodb.Send =>
  dynamodb.requests({ endpoint, budgetMs: 5_000, failed: historyUnavailable })
