import type { CloudPart } from './cloud.ts'
import { type Bedrock, startBedrock } from './services/bedrock/bedrock.ts'
import { chatTables } from './services/chat-tables.ts'
import { type DynamoDb, startDynamoDb } from './services/dynamodb.ts'

export type ChatServicesOptions = {
  /** A folder that keeps the chats from one start to the next. @defaultValue none, in memory */
  folder?: string
  /** Milliseconds before each chunk of the rehearsal. @defaultValue a human pace */
  paceMs?: number
}

/** What the chats need besides the rest of the cloud. */
export type ChatServices = CloudPart & { dynamodb: DynamoDb; bedrock: Bedrock }

const tables = { chats: 'local-chats', messages: 'local-chat-messages' }

/** Starts DynamoDB with the tables of the chats, and Bedrock with an agent. */
export const startChatServices = async ({
  folder,
  ...pace
}: ChatServicesOptions = {}): Promise<ChatServices> => {
  const place = folder === undefined ? {} : { path: folder }
  const [dynamodb, bedrock] = await Promise.all([
    startDynamoDb({ tables: chatTables(tables), ...place }),
    startBedrock(pace),
  ])
  const environment = {
    DYNAMODB_TABLE: tables.chats,
    DYNAMODB_MESSAGES_TABLE: tables.messages,
    AGENT_ID: 'LOCALAGENT',
    AGENT_ALIAS_ID: 'TSTALIASID',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: bedrock.url,
  }
  const close = async () => {
    await Promise.all([dynamodb.close(), bedrock.close()])
  }
  return { dynamodb, bedrock, environment, close }
}
