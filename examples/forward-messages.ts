// Triggered by a queue: forwards each message to a service that needs a key. Only failed messages return
// to the queue, which needs FunctionResponseTypes: ReportBatchItemFailures on the trigger.
import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { ssmParameters } from 'middy-chat/ssm-parameters'

const { SERVICE_URL = '', SERVICE_KEY_PARAMETER = '' } = process.env
const service = new URL(SERVICE_URL)

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(ssmParameters({ parameters: { key: { name: SERVICE_KEY_PARAMETER } }, setToContext: true }))
  .handler(async ({ Records }, { key }) => {
    const failed = await Promise.all(Records.map((record) => forward(record, key)))
    return { batchItemFailures: failed.flat() }
  })

/** @returns the message if it must be redelivered */
async function forward(
  { messageId, body }: SQSRecord,
  key: string,
): Promise<SQSBatchResponse['batchItemFailures']> {
  try {
    const response = await fetch(service, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(5_000),
    })
    await response.body?.cancel()
    if (response.ok) return []
    console.error(`${messageId}: the service answered ${response.status}`)
  } catch (error) {
    // Not the error's message: that of an invalid header contains the key.
    console.error(`${messageId}: ${error instanceof Error ? error.name : 'failed'}`)
  }
  return [{ itemIdentifier: messageId }]
}
