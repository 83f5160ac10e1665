import type { CloudPart } from './cloud.ts'
import { chatTables } from './services/chat-tables.ts'
import { type DynamoDb, startDynamoDb } from './services/dynamodb.ts'

export type ChatServicesOptions = {
  /** A folder that keeps the chats from one start to the next. @defaultValue none, in memory */
  folder?: string
  /** Milliseconds before each chunk of the rehearsal. @defaultValue a human pace */
  paceMs?: number
}

export type ChatServices = CloudPart & { dynamodb: DynamoDb }

const tables = { chats: 'local-chats', messages: 'local-chat-messages' }

/** Starts what the chats need besides the rest of the cloud: DynamoDB with their tables, and Bedrock. */
export const startChatServices = async ({
  folder,
}: ChatServicesOptions = {}): Promise<ChatServices> => {
  const dynamodb = await startDynamoDb({
    tables: chatTables(tables),
    ...(folder !== undefined && { path: folder }),
  })
  const environment = {
    DYNAMODB_TABLE: tables.chats,
    DYNAMODB_MESSAGES_TABLE: tables.messages,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AGENT_ID: 'LOCALAGENT',
    AGENT_ALIAS_ID: 'TSTALIASID',
  }
  const close = async () => {
    await Promise.all([dynamodb.close()])
  }
  return { dynamodb, environment, close }
}
