import { DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type Item, isKey, strings } from '../dynamodb/items.ts'
import type { Tables } from './chat.ts'
import { chatIdOf, chatKey, isAlive } from './items.ts'
import { erase, writeAll } from './writes.ts'

/** Removes chats. */
export type ChatRemover = {
  /**
   * Removes a chat, then its messages. Once the chat is removed, nothing of it is visible; if this
   * fails halfway, the next call removes the rest. @returns whether there was anything to remove
   */
  remove(userId: string, chatId: string): Promise<boolean>
}

export const chatRemover = ({ chatsTable, messagesTable, send }: Tables): ChatRemover => {
  const removeChat = async (userId: string, chatId: string) => {
    const command = new DeleteItemCommand({
      TableName: chatsTable,
      Key: strings({ id: chatId, user_id: userId }),
      ReturnValues: 'ALL_OLD',
    })
    const removed = await send(chatsTable, (client, options) => client.send(command, options))
    return removed?.Attributes !== undefined && isAlive(removed.Attributes)
  }

  /** The keys of one page of a chat's messages. */
  const page = (chat_key: string, after: Item | undefined) => {
    const command = new QueryCommand({
      TableName: messagesTable,
      ConsistentRead: true,
      KeyConditionExpression: 'chat_key = :key',
      ExpressionAttributeValues: strings({ ':key': chat_key }),
      ProjectionExpression: 'chat_key, id, expires_at',
      ExclusiveStartKey: after,
    })
    return send(messagesTable, (client, options) => client.send(command, options))
  }

  const removeMessages = async (chat_key: string) => {
    let wereThere = false
    let last: Item | undefined
    do {
      const found = await page(chat_key, last)
      const items = found?.Items ?? []
      wereThere ||= items.some(isAlive)
      const keys = items.map(({ expires_at, ...key }) => key)
      await writeAll(
        send,
        keys.map((key) => erase(messagesTable, key)),
      )
      last = found?.LastEvaluatedKey
    } while (last)
    return wereThere
  }

  const remove = async (userId: string, chatId: string) => {
    const id = chatIdOf(chatId)
    if (id === undefined || !isKey(userId)) return false
    const wasThere = await removeChat(userId, id)
    return (await removeMessages(chatKey(id, userId))) || wasThere
  }

  return { remove }
}
