import { useCallback, useEffect, useRef, useState } from 'react'
import { type ChatsClient, ChatsError, type KeptMessage } from '../../client/chats/chats-client.ts'
import type { NamedChat } from '../../client/react/Chatbot.tsx'
import type { ChatFailure } from '../../client/tutor/tutor-client.ts'
import { type ListedChat, withNewest } from './kept-chat.ts'
import { useUndo } from './use-undo.ts'

/**
 * The chat on the screen; a new `key` means another chat. `messages` is undefined while they load.
 */
export type OpenChat = {
  key: number
  id: string | undefined
  messages: readonly KeptMessage[] | undefined
}

/**
 * The user's chats, newest first, and the open one.
 *
 * @param chatId the open chat by the URL
 * @param go changes the URL
 */
export const useKeptChats = (
  client: ChatsClient,
  chatId: string | undefined,
  go: (chatId: string | undefined) => void,
) => {
  const [chats, setChats] = useState<readonly ListedChat[]>([])
  const [cursor, setCursor] = useState<string>()
  const [isListed, setListed] = useState(false)
  const [current, setCurrent] = useState<OpenChat>(() => ({
    key: 0,
    id: undefined,
    messages: chatId === undefined ? [] : undefined,
  }))
  const [failure, setFailure] = useState<ChatFailure>()
  /** The chats that are deleted, or will be. */
  const [gone, setGone] = useState<readonly string[]>([])
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

  const begin = () => {
    switchTo(undefined, [])
    go(undefined)
  }

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
        setListed(true)
      }),
    [client, attempt],
  )
  useEffect(() => {
    load()
  }, [load])

  const open = async (id: string) => {
    const opened = switchTo(id, undefined)
    go(id)
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

  /** The URL's chat that has been opened: the user may also change the URL, or go back. */
  const opened = useRef<string>(undefined)
  useEffect(() => {
    if (opened.current === chatId) return
    opened.current = chatId
    if (latest.current.id === chatId) return
    if (chatId === undefined) begin()
    else open(chatId)
  })

  const { pending, start, undo } = useUndo<{ id: string; title: string; wasOpen: boolean }>(
    async ({ id }) => {
      const removed = await attempt(() => client.remove(id))
      if (removed) setChats((known) => known.filter((each) => each.id !== id))
      setGone((ids) => ids.filter((each) => each !== id))
    },
  )

  /** Hides a chat, and deletes it when that can no longer be undone. */
  const remove = ({ id, title }: NamedChat) => {
    const wasOpen = latest.current.id === id
    start({ id, title, wasOpen })
    setGone((ids) => [...ids, id])
    if (wasOpen) begin()
  }

  /** Brings the chat back that is about to be deleted. @returns its id */
  const restore = () => {
    const kept = undo()
    if (!kept) return undefined
    setGone((ids) => ids.filter((each) => each !== kept.id))
    if (kept.wasOpen) open(kept.id)
    return kept.id
  }

  /** Renames a chat. Whether it succeeded. */
  const rename = (id: string, title: string) =>
    attempt(async () => {
      const { chat } = await client.rename(id, title)
      setChats((known) => known.map((each) => (each.id === id ? chat : each)))
    })

  /** Records that the chat with this key is this one, and the newest. */
  const note = (key: number, chat: NamedChat) => {
    const updated_at = new Date().toISOString()
    setChats((known) => withNewest(known, { ...chat, updated_at }))
    if (latest.current.key !== key) return
    if (latest.current.id !== chat.id) go(chat.id)
    show({ ...latest.current, id: chat.id })
  }

  /** Lists older chats; undefined when all are listed. */
  const more = cursor === undefined ? undefined : () => load(cursor)

  return {
    chats: chats.filter(({ id }) => !gone.includes(id)),
    ...{ current, failure, isListed, more, pending },
    ...{ begin, open, remove, restore, rename, note },
  }
}
