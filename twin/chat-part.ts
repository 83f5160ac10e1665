import type { CloudPart } from './cloud.ts'
import { type DynamoDb, startDynamoDb } from './services/dynamodb.ts'
import { chatTables, feedbackTable, limitsTable } from './services/tables.ts'

export type ChatPartOptions = {
  /** Folder that keeps the chats between starts. @defaultValue none, in memory */
  folder?: string
}

/** What the chats, the limits and the feedback need in addition to the rest of the cloud. */
export type ChatPart = CloudPart & { dynamodb: DynamoDb }

const tables = { chats: 'local-chats', messages: 'local-chat-messages' }
const limits = 'limits'
const feedback = 'feedback'

/** Starts DynamoDB with the tables of the chats, the limits and the feedback; Bedrock accepts any agent. */
export const startChatPart = async ({ folder }: ChatPartOptions = {}): Promise<ChatPart> => {
  const dynamodb = await startDynamoDb({
    tables: [...chatTables(tables), limitsTable(limits), feedbackTable(feedback)],
    ...(folder !== undefined && { path: folder }),
  })
  const environment = {
    DYNAMODB_TABLE: tables.chats,
    DYNAMODB_MESSAGES_TABLE: tables.messages,
    LIMITS_TABLE: limits,
    FEEDBACK_TABLE: feedback,
    ADDRESS_SALT: 'the salt of the twin, which is public',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AGENT_ID: 'LOCALAGENT',
    AGENT_ALIAS_ID: 'TSTALIASID',
  }
  return { dynamodb, environment, close: () => dynamodb.close() }
}
