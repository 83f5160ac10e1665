import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DelegateBackoff, handleWhen, retry } from 'cockatiel'
import { abortable, requestSignal } from '../answer/signal.ts'
import { type AwsFailure, isThrottled, isTransient } from '../errors/aws-errors.ts'

/** A request, to be sent with these options. */
export type Operation<Output> = (
  client: DynamoDBClient,
  options: { abortSignal: AbortSignal },
) => Promise<Output>

/**
 * Sends a request and retries it while that may help.
 *
 * @param table that it needs, or its index, as IAM names them: `TABLE/index/INDEX`; for the log
 * @param budgetMs the longest time of this request, instead of that of all of them
 * @returns `undefined` if its condition fails
 * @throws the error that `failed` makes of the last failure
 */
export type Send = <Output>(
  table: string,
  operation: Operation<Output>,
  budgetMs?: number,
) => Promise<Output | undefined>

/** How requests are sent, and what their callers get when they fail. */
export type RequestOptions = {
  /** Another address of DynamoDB. */
  endpoint: string | undefined
  /** The longest time of a request, retries included. */
  budgetMs: number
  /**
   * Makes the error for the caller.
   *
   * @param name of the service's error; its message is not passed on, since it may repeat what was sent
   * @param wasThrottled whether the service throttled any of the attempts
   */
  failed(table: string, name: string, wasThrottled: boolean): Error
}

const retries = 10
const firstDelayMs = 25
const maxDelayMs = 500

/**
 * Sends requests to DynamoDB. The SDK itself makes one attempt and the retries are made here, since
 * the SDK would wait for a silent host forever, and for a second when a table is throttled for some
 * milliseconds. Requests must be idempotent.
 */
export const requests = ({ endpoint, budgetMs, failed }: RequestOptions): Send => {
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
  // Its timers keep the process alive: nothing else does between two attempts, and Lambda would end it.
  const policy = retry(handleWhen(mayPass), { maxAttempts: retries, backoff })

  return async (table, operation, ownBudgetMs = budgetMs) => {
    const { signal, expireIn, clear } = requestSignal()
    expireIn(ownBudgetMs, tooLate)
    let wasThrottled = false
    const attempt = async () => {
      // cockatiel waits on when the signal aborts between two attempts, and then makes one more.
      signal.throwIfAborted()
      try {
        return await operation(client, { abortSignal: signal })
      } catch (error) {
        wasThrottled ||= isThrottled(error as AwsFailure)
        throw error
      }
    }
    try {
      return await abortable(policy.execute(attempt, signal), signal)
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error
      if (name === 'ConditionalCheckFailedException') return undefined
      throw failed(table, name, wasThrottled)
    } finally {
      clear()
    }
  }
}

function tooLate(): Error {
  return Object.assign(new Error('The budget is used up'), { name: 'TimeoutError' })
}

/** Whether a retry may help: throttling, a transient error, or a network error, which has a `code`. */
function mayPass(thrown: unknown): boolean {
  const error = thrown as AwsFailure
  if (error.name === 'UnprocessedItems' || isThrottled(error) || isTransient(error)) return true
  return error.$metadata?.httpStatusCode === undefined && error.code !== undefined
}
