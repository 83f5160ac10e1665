// Triggered by a queue: hands each message on to a service that wants a key. Whatever could not be
// handed on goes back to the queue alone: the trigger needs FunctionResponseTypes: ReportBatchItemFailures.
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

/** @returns the message if it has to come again */
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
    // Not its message: that of a header which cannot be sent holds the key.
    console.error(`${messageId}: ${error instanceof Error ? error.name : 'failed'}`)
  }
  return [{ itemIdentifier: messageId }]
}
