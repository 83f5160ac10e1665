import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { isKey, strings } from '../dynamodb/items.ts'
import type { Chat, Tables } from './chat.ts'
import { chatIdOf, chatOf } from './items.ts'

/** Renames chats. */
export type ChatRenamer = {
  /** Gives a chat another title; its times stay. `undefined` if this user has no chat with this id. */
  rename(userId: string, chatId: string, title: string): Promise<Chat | undefined>
}

export const chatRenamer = ({ chatsTable, send }: Tables): ChatRenamer => {
  const rename: ChatRenamer['rename'] = async (userId, chatId, title) => {
    const id = chatIdOf(chatId)
    if (id === undefined || !isKey(userId)) return undefined
    const command = new UpdateItemCommand({
      TableName: chatsTable,
      Key: strings({ id, user_id: userId }),
      // DynamoDB may keep an expired item for days.
      ConditionExpression:
        'attribute_exists(id) AND (attribute_not_exists(expires_at) OR expires_at > :now)',
      UpdateExpression: 'SET title = :title',
      ExpressionAttributeValues: {
        ...strings({ ':title': title }),
        ':now': { N: String(Date.now() / 1000) },
      },
      ReturnValues: 'ALL_NEW',
    })
    const renamed = await send(chatsTable, (client, options) => client.send(command, options))
    return renamed?.Attributes && chatOf(renamed.Attributes)
  }

  return { rename }
}
