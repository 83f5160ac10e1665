import { useCallback, useEffect, useState } from 'react'
import { type ChatsClient, ChatsError } from '../../client/chats/chats-client.ts'
import type { Message } from '../../client/react/message.ts'
import type { ChatFailure } from '../../client/tutor/tutor-client.ts'
import { type ChatTitle, shown, withNewest } from './kept-chat.ts'

/** The chat on the screen; a new `key` means another chat. */
export type OpenChat = { key: number; id: string | undefined; messages: readonly Message[] }

/** The user's chats, newest first, and the open one. */
export const useKeptChats = (client: ChatsClient) => {
  const [chats, setChats] = useState<readonly ChatTitle[]>([])
  const [cursor, setCursor] = useState<string>()
  const [current, setCurrent] = useState<OpenChat>({ key: 0, id: undefined, messages: [] })
  const [failure, setFailure] = useState<ChatFailure>()

  const attempt = useCallback(async (work: () => Promise<void>) => {
    setFailure(undefined)
    await work().catch((error) => {
      if (!(error instanceof ChatsError)) throw error
      setFailure(error.failure)
    })
  }, [])

  const show = (id?: string, messages: readonly Message[] = []) =>
    setCurrent(({ key }) => ({ key: key + 1, id, messages }))

  const load = useCallback(
    (from?: string) =>
      attempt(async () => {
        const page = await client.list(from === undefined ? {} : { cursor: from })
        // Chats asked in the meantime are already in the list.
        setChats((known) => [
          ...known,
          ...page.chats.filter(({ id }) => !known.some((each) => each.id === id)),
        ])
        setCursor(page.cursor)
      }),
    [client, attempt],
  )
  useEffect(() => {
    load()
  }, [load])

  return {
    chats,
    current,
    failure,
    /** Lists older chats; undefined when all are listed. */
    more: cursor === undefined ? undefined : () => load(cursor),
    begin: () => show(),
    open: (id: string) =>
      attempt(async () => {
        const { chat } = await client.read(id)
        show(id, shown(chat.messages))
      }),
    remove: (id: string) =>
      attempt(async () => {
        await client.remove(id)
        setChats((known) => known.filter((each) => each.id !== id))
        if (current.id === id) show()
      }),
    /** Records that the chat with this key is this one, and the newest. */
    note: (key: number, chat: ChatTitle) => {
      setChats((known) => withNewest(known, chat))
      setCurrent((open) => (open.key === key ? { ...open, id: chat.id } : open))
    },
  }
}
