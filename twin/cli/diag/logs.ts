import { setTimeout } from 'node:timers/promises'
import { CommandFailure } from '../../command.ts'
import { logLine } from './log-line.ts'

export type LogsOptions = {
  logGroup: string
  /** How far back to begin, in ms. */
  sinceMs: number
  /** Whether to go on until the process is stopped. */
  follow: boolean
  region?: string | undefined
  /** Resolves when it is time to look again. @defaultValue after 2 s */
  wait?: () => Promise<unknown>
}

const pollMs = 2_000

/** CloudWatch delivers events late and out of order, so this much is read again. */
const overlapMs = 30_000

/**
 * Prints the events of a log group, by polling: a live tail is billed by the minute.
 *
 * @throws CommandFailure without the SDK, the group or the permission `logs:FilterLogEvents`
 */
export const printLogs = async ({
  logGroup,
  sinceMs,
  follow,
  region,
  wait = () => setTimeout(pollMs),
}: LogsOptions): Promise<void> => {
  const { CloudWatchLogsClient, paginateFilterLogEvents } = await loadSdk()
  const client = new CloudWatchLogsClient(region === undefined ? {} : { region })
  const printed = new Map<string, number>()
  let from = Date.now() - sinceMs

  const readOnce = async () => {
    let latest = from
    const query = { logGroupName: logGroup, startTime: from }
    for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
      for (const { eventId = '', timestamp = 0, message } of events) {
        if (printed.has(eventId)) continue
        printed.set(eventId, timestamp)
        latest = Math.max(latest, timestamp)
        console.log(logLine({ timestamp, message }))
      }
    }
    from = Math.max(from, latest - overlapMs)
    for (const [id, at] of printed) if (at < from) printed.delete(id)
  }

  try {
    await readOnce()
    while (follow) {
      await wait()
      await readOnce()
    }
  } catch (error) {
    const { name, message } = error as Error
    throw new CommandFailure(`${logGroup}: ${name}: ${message}`)
  } finally {
    client.destroy()
  }
}

async function loadSdk() {
  try {
    return await import('@aws-sdk/client-cloudwatch-logs')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new CommandFailure(
      'logs needs the AWS SDK: npm install --save-dev @aws-sdk/client-cloudwatch-logs',
    )
  }
}
