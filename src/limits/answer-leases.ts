import { randomUUID } from 'node:crypto'
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { requests, startBudget } from './requests.ts'

/** One of the answers that a client may have at once. */
export type Lease = {
  /** Frees it. @throws HttpError 503 `limits_unavailable`; then it ends by itself */
  free(): Promise<void>
}

export type AnswerLeases = {
  /**
   * Takes a lease.
   *
   * @param id of the client
   * @param endsAt when it ends at the latest, in ms since 1970
   * @returns `undefined` if all are taken
   * @throws HttpError 503 `limits_unavailable`, within `limitsBudgetMs`
   */
  take(id: string, endsAt: number): Promise<Lease | undefined>
}

export type AnswerLeasesOptions = {
  table: string
  endpoint?: string | undefined
  /** The most leases at once of one client. */
  answers: number
  /** The time in ms since 1970. @defaultValue Date.now */
  now?: () => number
}

/** Tries against others that take and free leases of the same client meanwhile. */
const mostTries = 3

/** No function runs longer, in seconds; TTL removes the item of a client that has not asked since. */
const keptSeconds = 3_600

/**
 * The answers under way of each client: one item with a set of leases, each the time of its end and an
 * id. DynamoDB adds to a set and compares its size in one conditional write, so that no more are taken
 * than allowed, however many requests come at once. A lease that was never freed, since its process was
 * killed, is removed after its end by the next request that would be refused. Both writes can be repeated.
 */
export const answerLeases = (
  { table, endpoint, answers, now = () => Date.now() }: AnswerLeasesOptions,
  pkg: string,
): AnswerLeases => {
  const send = requests(pkg, endpoint)
  const keyOf = (id: string) => ({ id: { S: id }, period: { S: 'now' } })

  const add = async (id: string, lease: string, budgetMs: number) => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(id),
      // It may be there already: the response to an earlier try was lost.
      ConditionExpression:
        'attribute_not_exists(leases) OR size(leases) < :most OR contains(leases, :lease)',
      UpdateExpression: 'ADD leases :added SET expires_at = :expires',
      ExpressionAttributeValues: {
        ':most': { N: String(answers) },
        ':lease': { S: lease },
        ':added': { SS: [lease] },
        ':expires': { N: String(Math.ceil(now() / 1000) + keptSeconds) },
      },
    })
    const added = await send(table, (client, options) => client.send(command, options), budgetMs)
    return added !== undefined
  }

  const read = async (id: string, budgetMs: number) => {
    const command = new GetItemCommand({
      TableName: table,
      Key: keyOf(id),
      ConsistentRead: true,
      ProjectionExpression: 'leases',
    })
    const found = await send(table, (client, options) => client.send(command, options), budgetMs)
    return found?.Item?.leases?.SS ?? []
  }

  /** Removes some leases; without the condition an item that TTL removed would come back, for ever. */
  const remove = async (id: string, leases: string[], budgetMs?: number) => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(id),
      ConditionExpression: 'attribute_exists(leases)',
      UpdateExpression: 'DELETE leases :leases',
      ExpressionAttributeValues: { ':leases': { SS: leases } },
    })
    await send(table, (client, options) => client.send(command, options), budgetMs)
  }

  const take: AnswerLeases['take'] = async (id, endsAt) => {
    const leftMs = startBudget()
    const lease = `${endsAt}#${randomUUID()}`
    for (let attempt = 0; attempt < mostTries; attempt += 1) {
      if (await add(id, lease, leftMs())) return { free: () => remove(id, [lease]) }
      const leases = await read(id, leftMs())
      const over = leases.filter((each) => Number.parseInt(each, 10) <= now())
      if (leases.length - over.length >= answers) return undefined
      if (over.length > 0) await remove(id, over, leftMs())
    }
    return undefined
  }

  return { take }
}
