import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

/** The tables for the chats and their messages, as `chatHistory` needs them. */
export const chatTables = (names: {
  chats: string
  messages: string
}): CreateTableCommandInput[] => [
  {
    TableName: names.chats,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: strings('id', 'user_id', 'updated_at'),
    KeySchema: keys('id', 'user_id'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by_user',
        KeySchema: keys('user_id', 'updated_at'),
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
  {
    TableName: names.messages,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: strings('chat_key', 'id'),
    KeySchema: keys('chat_key', 'id'),
  },
]

/** The table of all limits: rates, answers at once, budgets. */
export const limitsTable = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: strings('id', 'period'),
  KeySchema: keys('id', 'period'),
})

/** The table of the motivator's feedback. */
export const feedbackTable = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: strings('user_id', 'session_id'),
  KeySchema: keys('user_id', 'session_id'),
})

function strings(...names: string[]) {
  return names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }))
}

function keys(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ]
}
