import { useCallback, useEffect, useRef, useState } from 'react'
import { type ChatsClient, ChatsError, type KeptMessage } from '../../client/chats/chats-client.ts'
import type { NamedChat } from '../../client/react/Chatbot.tsx'
import type { ChatFailure } from '../../client/tutor/tutor-client.ts'
import { withNewest } from './kept-chat.ts'

/**
 * The chat on the screen; a new `key` means another chat. `messages` is undefined while they load.
 */
export type OpenChat = {
  key: number
  id: string | undefined
  messages: readonly KeptMessage[] | undefined
}

/** The user's chats, newest first, and the open one. */
export const useKeptChats = (client: ChatsClient) => {
  const [chats, setChats] = useState<readonly NamedChat[]>([])
  const [cursor, setCursor] = useState<string>()
  const [current, setCurrent] = useState<OpenChat>({ key: 0, id: undefined, messages: [] })
  const [failure, setFailure] = useState<ChatFailure>()
  /** The open chat when a response arrives; `current` is the one when the request was sent. */
  const latest = useRef(current)

  /** Whether the work succeeded. */
  const attempt = useCallback(async (work: () => Promise<void>): Promise<boolean> => {
    setFailure(undefined)
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof ChatsError)) throw error
      setFailure(error.failure)
      return false
    }
  }, [])

  const show = (chat: OpenChat) => {
    latest.current = chat
    setCurrent(chat)
    return chat
  }
  const switchTo = (id: string | undefined, messages: readonly KeptMessage[] | undefined) =>
    show({ key: latest.current.key + 1, id, messages })
  const begin = () => switchTo(undefined, [])

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

  const open = async (id: string) => {
    const opened = switchTo(id, undefined)
    const isOpen = () => latest.current === opened
    await attempt(async () => {
      try {
        const { chat } = await client.read(id)
        if (isOpen()) show({ ...opened, messages: chat.messages })
      } catch (error) {
        if (!isOpen()) return
        begin()
        throw error
      }
    })
  }

  /** Deletes a chat. Whether it succeeded. */
  const remove = (id: string) =>
    attempt(async () => {
      await client.remove(id)
      setChats((known) => known.filter((each) => each.id !== id))
      if (latest.current.id === id) begin()
    })

  /** Records that the chat with this key is this one, and the newest. */
  const note = (key: number, chat: NamedChat) => {
    setChats((known) => withNewest(known, chat))
    if (latest.current.key === key) show({ ...latest.current, id: chat.id })
  }

  /** Lists older chats; undefined when all are listed. */
  const more = cursor === undefined ? undefined : () => load(cursor)

  return { chats, current, failure, more, begin, open, remove, note }
}
