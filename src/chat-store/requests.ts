import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DelegateBackoff, handleWhen, retry } from 'cockatiel'
import { abortable, requestSignal } from '../answer/signal.ts'
import { type AwsFailure, isThrottled, isTransient } from '../errors/aws-errors.ts'
import { historyUnavailable } from './errors.ts'

/** One request, with what has to go along with it. */
export type Operation<Output> = (
  client: DynamoDBClient,
  options: { abortSignal: AbortSignal },
) => Promise<Output>

/**
 * Makes a request, again while that may help.
 *
 * @returns `undefined` when its condition does not hold
 * @throws HttpError 503 `history_unavailable`
 */
export type Send = <Output>(operation: Operation<Output>) => Promise<Output | undefined>

/** All that a request may take, retries included. */
const budgetMs = 5_000
const retries = 10
const firstDelayMs = 25
const maxDelayMs = 500

/**
 * Sends requests to DynamoDB. The SDK alone would wait for a silent host without end, and a second
 * for a table that is throttled for some milliseconds: it tries once, and here it is tried again.
 * Nothing that is sent may do harm when it comes twice.
 */
export const requests = (endpoint: string | undefined): Send => {
  const client = new DynamoDBClient({
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 2_000,
      throwOnRequestTimeout: true,
    },
  })
  const backoff = new DelegateBackoff<{ attempt: number }>(
    ({ attempt }) => Math.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1)),
  )
  // Its timers hold the process: nothing else does between two tries, and Lambda's would end there.
  const policy = retry(handleWhen(mayPass), { maxAttempts: retries, backoff })

  return async (operation) => {
    const { signal, expireIn, clear } = requestSignal()
    expireIn(budgetMs, tooLate)
    const attempt = () => operation(client, { abortSignal: signal })
    try {
      return await abortable(policy.execute(attempt, signal), signal)
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error
      if (name === 'ConditionalCheckFailedException') return undefined
      // Its name alone: the message may repeat what was sent.
      throw historyUnavailable(name)
    } finally {
      clear()
    }
  }
}

function tooLate(): Error {
  return Object.assign(new Error('The budget is used up'), { name: 'TimeoutError' })
}

/** Whether it is throttling, a fault that passes, or one of the network, which has a `code`. */
function mayPass(thrown: unknown): boolean {
  const error = thrown as AwsFailure
  if (error.name === 'UnprocessedItems' || isThrottled(error) || isTransient(error)) return true
  return error.$metadata?.httpStatusCode === undefined && error.code !== undefined
}
