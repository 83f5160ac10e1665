import { v7 as newId } from 'uuid'
import type { Chat, Message } from '../../src/chat-store/chat.ts'
import { messageItem } from '../../src/chat-store/items.ts'
import { strings } from '../../src/dynamodb/items.ts'
import type { ChatPart } from '../../twin/chat-part.ts'
import { users } from '../../twin/services/tokens.ts'
import { writeItems } from './write-items.ts'

type RecordedChat = Chat & { messages: readonly Message[] }

const chat = (at: number, user_id: string, title: string): RecordedChat => {
  const time = new Date(Date.UTC(2026, 0, at, 12)).toISOString()
  return {
    id: `5b0c11a5-91f7-4b0e-a1b5-${String(at).padStart(12, '0')}`,
    user_id,
    title,
    created_at: time,
    updated_at: time,
    messages: [
      { role: 'user', content: title },
      { role: 'assistant', content: 'What would you do by hand?' },
    ],
  }
}

/**
 * Chats that exist before the recorded events. Their ids are version 4, which a transcript keeps;
 * it does not keep ids created while it is written, which are version 7.
 */
export const recordedChats = {
  ofLearner: chat(1, users.learner.sub, 'Two numbers'),
  toRemove: chat(2, users.learner.sub, 'A mistake'),
  ofLearner2: chat(3, users.learner2.sub, 'A tree'),
  toRename: chat(6, users.learner.sub, 'A stack'),
  toReplace: chat(7, users.learner.sub, 'A queue'),
  toContinue: chat(5, users.learner.sub, 'A list'),
  newer: chat(4, users.learner2.sub, 'A graph'),
} satisfies Record<string, RecordedChat>

/** The id of a recorded chat's only question. */
export const questionOf = ({ created_at }: Chat): string => turnAt(created_at)

/** Puts the recorded chats into the twin's tables. */
export const writeRecordedChats = async ({ dynamodb, environment }: ChatPart): Promise<void> => {
  const { DYNAMODB_TABLE: chats = '', DYNAMODB_MESSAGES_TABLE: messages = '' } = environment
  const put = (Item: ReturnType<typeof strings>) => ({ PutRequest: { Item } })
  const all = Object.values(recordedChats)
  await writeItems(dynamodb, {
    [chats]: all.map(({ messages: _, ...item }) => put(strings(item))),
    [messages]: all.flatMap((each) =>
      each.messages.map((message, part) =>
        put(messageItem(each, { ...message, id: `${turnAt(each.created_at)}.${part}` })),
      ),
    ),
  })
}

/** The same id for the same time, so that writing the chats again changes nothing. */
function turnAt(time: string): string {
  return newId({ msecs: Date.parse(time), seq: 0, random: new Uint8Array(16) })
}
