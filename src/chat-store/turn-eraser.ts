import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { type Item, strings } from '../dynamodb/items.ts'
import type { Chat, SavedQuestion, StoredMessage, Tables, TurnRange } from './chat.ts'
import { chatKey, messageKey, messageOf } from './items.ts'
import { type ReplacedTurns, turnOf } from './turns.ts'
import { erase, writeAll } from './writes.ts'

/** Erases turns of a chat. */
export type TurnEraser = {
  /** Erases a turn. */
  forget(asked: SavedQuestion): Promise<void>
  /** Erases the turns that were replaced, and what they had replaced. */
  forgetAll(chat: Chat, replaced: ReplacedTurns): Promise<void>
}

export const turnEraser = ({ messagesTable, send }: Tables): TurnEraser => {
  const eraseAll = (chat: Chat, ids: readonly string[]) =>
    writeAll(
      send,
      ids.map((id) => erase(messagesTable, messageKey(chat, id))),
    )

  const forget: TurnEraser['forget'] = async ({ chat, turn }) => {
    // The question first: an answer that is saved meanwhile is erased here, or finds no question.
    for (const part of [0, 1]) await eraseAll(chat, [`${turn}.${part}`])
  }

  const messagesIn = async (chat: Chat, { from, until }: TurnRange) => {
    const messages: StoredMessage[] = []
    let after: Item | undefined
    do {
      const command = new QueryCommand({
        TableName: messagesTable,
        ConsistentRead: true,
        KeyConditionExpression: 'chat_key = :key AND id BETWEEN :from AND :until',
        ExpressionAttributeValues: strings({
          ':key': chatKey(chat.id, chat.user_id),
          ':from': `${from}.0`,
          ':until': `${until}.1`,
        }),
        ExclusiveStartKey: after,
      })
      const found = await send(messagesTable, (client, options) => client.send(command, options))
      messages.push(...(found?.Items ?? []).map(messageOf))
      after = found?.LastEvaluatedKey
    } while (after)
    return messages
  }

  const forgetRange = async (chat: Chat, range: TurnRange): Promise<void> => {
    const messages = await messagesIn(chat, range)
    // Readers find out from these what they had replaced: that goes first.
    for (const { replaces } of messages) if (replaces) await forgetRange(chat, replaces)
    const ids = messages.map(({ id }) => id)
    for (const part of ['.0', '.1']) {
      await eraseAll(
        chat,
        ids.filter((id) => id.endsWith(part)),
      )
    }
  }

  const forgetAll: TurnEraser['forgetAll'] = async (chat, { first, last }) => {
    const range = { from: turnOf(first), until: turnOf(last) }
    const isOne = first === last && !first.replaces
    await (isOne ? forget({ chat, turn: range.from }) : forgetRange(chat, range))
  }

  return { forget, forgetAll }
}
