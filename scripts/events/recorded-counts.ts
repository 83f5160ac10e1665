import type { HttpEvent } from '../../src/http-event.ts'
import { limitedClients } from '../../src/limits/client.ts'
import type { ChatPart } from '../../twin/chat-part.ts'
import { writeItems } from './write-items.ts'

/** An address whose requests of this minute and of the next are used up. */
export const usedUpViewer = '198.51.100.200'

const requests = 10
const seconds = 60

/** Writes the counts that exist before the recorded events into the twin's table of limits. */
export const writeRecordedCounts = async ({ dynamodb, environment }: ChatPart): Promise<void> => {
  const { LIMITS_TABLE: table = '', ADDRESS_SALT: salt = '' } = environment
  const clients = limitedClients(
    { key: 'address', table, salt, trustViewerAddress: false, whenUnavailable: 'closed' },
    'events',
  )
  const context = { functionName: 'public-chat' } as Parameters<typeof clients.idOf>[2]
  const event: HttpEvent & { requestContext: object } = {
    requestContext: { http: { sourceIp: usedUpViewer } },
  }
  const id = await clients.idOf('rate', clients.clientOf(event, context), context)
  const minute = Math.floor(Date.now() / 1_000 / seconds)
  const put = (index: number) => ({
    PutRequest: {
      Item: { id: { S: id }, period: { S: `${seconds}#${index}` }, taken: { N: `${requests}` } },
    },
  })
  await writeItems(dynamodb, { [table]: [minute, minute + 1].map(put) })
}
