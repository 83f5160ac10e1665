import { useRef, useState } from 'react'
import type { ChatsClient } from '../../client/chats/chats-client.ts'
import {
  Chatbot,
  type ChatbotLocale,
  chatbotTexts,
  errorText,
  keptChat,
} from '../../client/react/Chatbot.tsx'
import type { PageTexts } from './texts.ts'
import { type OpenChat, useKeptChats } from './use-kept-chats.ts'

type Props = {
  texts: PageTexts
  locale: ChatbotLocale
  client: ChatsClient
  signIn(): Promise<void>
}

/** The user's chats kept by the server, and the open one. */
export const KeptChats = ({ texts, locale, client, signIn }: Props) => {
  const kept = useKeptChats(client)
  const { chats, current, failure, more } = kept
  const begin = useRef<HTMLButtonElement>(null)

  const remove = async (id: string, button: HTMLButtonElement) => {
    const removed = await kept.remove(id)
    // The button is removed with the chat. Meanwhile the user may have moved the focus elsewhere.
    const focused = document.activeElement
    if (removed && (focused === button || focused === document.body)) begin.current?.focus()
  }

  return (
    <main>
      <nav className="chats" aria-labelledby="chats-title">
        <h1 id="chats-title">{texts.chats}</h1>
        <button ref={begin} type="button" onClick={kept.begin}>
          {texts.newConversation}
        </button>
        {failure && <p role="alert">{errorText(failure, chatbotTexts[locale])}</p>}
        <ul>
          {chats.map(({ id, title }) => (
            <li key={id}>
              <button
                type="button"
                className="chat-title"
                dir="auto"
                aria-current={id === current.id}
                onClick={() => kept.open(id)}
              >
                {title}
              </button>
              <button
                type="button"
                aria-label={`${texts.deleteChat}: ${title}`}
                onClick={(event) => remove(id, event.currentTarget)}
              >
                {texts.deleteChat}
              </button>
            </li>
          ))}
        </ul>
        {chats.length === 0 && <p>{texts.noChats}</p>}
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
