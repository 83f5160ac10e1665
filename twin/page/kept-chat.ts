import type { Chat } from '../../client/chats/chats-client.ts'

/** The part of a chat that the list shows. */
export type ListedChat = Pick<Chat, 'id' | 'title' | 'updated_at'>

/** The list with this chat moved to the front, where the newest is. */
export const withNewest = (chats: readonly ListedChat[], newest: ListedChat): ListedChat[] => [
  newest,
  ...chats.filter(({ id }) => id !== newest.id),
]

/** Whether a title contains the text, in whatever case and spacing. */
export const isFound = (title: string, text: string): boolean =>
  comparable(title).includes(comparable(text))

function comparable(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase().replace(/\s+/g, ' ').trim()
}
