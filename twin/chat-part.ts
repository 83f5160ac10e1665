import type { CloudPart } from './cloud.ts'
import { chatTables } from './services/chat-tables.ts'
import { type DynamoDb, startDynamoDb } from './services/dynamodb.ts'

export type ChatPartOptions = {
  /** A folder that keeps the chats from one start to the next. @defaultValue none, in memory */
  folder?: string
}

/** What the chats need besides the rest of the cloud. */
export type ChatPart = CloudPart & { dynamodb: DynamoDb }

const tables = { chats: 'local-chats', messages: 'local-chat-messages' }

/** Starts DynamoDB with the tables of the chats; Bedrock is there, and takes any agent. */
export const startChatPart = async ({ folder }: ChatPartOptions = {}): Promise<ChatPart> => {
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
  return { dynamodb, environment, close: () => dynamodb.close() }
}
