import type { NamedChat } from '../../client/react/Chatbot.tsx'

/** The list with this chat moved to the front, where the newest is. */
export const withNewest = (chats: readonly NamedChat[], newest: NamedChat): NamedChat[] => [
  newest,
  ...chats.filter(({ id }) => id !== newest.id),
]
