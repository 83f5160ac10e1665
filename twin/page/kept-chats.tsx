import { useEffect, useId, useRef, useState } from 'react'
import type { ChatsClient } from '../../client/chats/chats-client.ts'
import {
  Chatbot,
  type ChatbotLocale,
  chatbotTexts,
  errorText,
  keptChat,
} from '../../client/react/Chatbot.tsx'
import { ChatRow } from './chat-row.tsx'
import { isFound } from './kept-chat.ts'
import type { PageTexts } from './texts.ts'
import { UndoBar } from './undo-bar.tsx'
import { type OpenChat, useKeptChats } from './use-kept-chats.ts'

type Props = {
  texts: PageTexts
  locale: ChatbotLocale
  client: ChatsClient
  signIn(): Promise<void>
}

type RoutedProps = Props & {
  /** The open chat by the URL. */
  chatId: string | undefined
  /** Changes the URL. */
  go(chatId: string | undefined): void
  /** In a narrow window, shows the chat in place of the list. */
  showChat(): void
}

/** The user's chats kept by the server, and the open one. */
export const KeptChats = ({ texts, locale, client, signIn, chatId, go, showChat }: RoutedProps) => {
  const kept = useKeptChats(client, chatId, go)
  const { chats, current, failure, isListed, more, pending } = kept
  const [search, setSearch] = useState('')
  const [restored, setRestored] = useState<string>()
  const begin = useRef<HTMLButtonElement>(null)
  const searchId = useId()
  const found = chats.filter(({ title }) => isFound(title, search))

  // All titles are searched, so all of them are loaded.
  const isSearching = search.trim() !== '' && !failure
  const loadMore = useRef(more)
  useEffect(() => {
    loadMore.current = more
  })
  const listed = chats.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: one page after the other
  useEffect(() => {
    if (isSearching) loadMore.current?.()
  }, [isSearching, listed])

  return (
    <main>
      <nav className="chats" aria-labelledby="chats-title">
        <h2 id="chats-title">{texts.chats}</h2>
        <button
          ref={begin}
          type="button"
          onClick={() => {
            kept.begin()
            showChat()
          }}
        >
          {texts.newConversation}
        </button>
        <label htmlFor={searchId}>{texts.searchChats}</label>
        <input
          id={searchId}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {failure && <p role="alert">{errorText(failure, chatbotTexts[locale])}</p>}
        {pending && (
          <UndoBar
            key={pending.id}
            title={pending.title}
            texts={texts}
            onUndo={() => setRestored(kept.restore())}
            onOver={() => begin.current?.focus()}
          />
        )}
        <ul>
          {found.map((chat) => (
            <ChatRow
              key={chat.id}
              {...{ chat, texts, locale }}
              isOpen={chat.id === current.id}
              isRestored={chat.id === restored}
              onOpen={() => {
                kept.open(chat.id)
                showChat()
              }}
              onDelete={() => {
                setRestored(undefined)
                kept.remove(chat)
              }}
              onRename={(title) => kept.rename(chat.id, title)}
            />
          ))}
        </ul>
        {isListed && chats.length === 0 && <p>{texts.noChats}</p>}
        {chats.length > 0 && found.length === 0 && <p role="status">{texts.noneFound}</p>}
        {more && (
          <button type="button" onClick={more}>
            {texts.moreChats}
          </button>
        )}
      </nav>
      {current.messages ? (
        <OpenedChat
          key={current.key}
          chat={current}
          note={kept.note}
          {...{ texts, locale, client, signIn }}
        />
      ) : (
        <p className="loading" role="status">
          {texts.loadingChat}
        </p>
      )}
    </main>
  )
}

type OpenedChatProps = Props & {
  chat: OpenChat
  note: ReturnType<typeof useKeptChats>['note']
}

const OpenedChat = ({ chat, note, texts, locale, client, signIn }: OpenedChatProps) => {
  // Created once: it remembers the id that a new chat gets.
  const [kept] = useState(() =>
    keptChat({
      client,
      chatId: chat.id,
      messages: chat.messages,
      onChatChange: (named) => note(chat.key, named),
    }),
  )
  return <Chatbot {...kept} locale={locale} messages={texts.keptChat} onSignIn={signIn} />
}
