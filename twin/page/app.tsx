import { useEffect, useMemo, useState } from 'react'
import { createChatsClient } from '../../client/chats/chats-client.ts'
import { Chatbot, type ChatbotLocale } from '../../client/react/Chatbot.tsx'
import { createTutorClient } from '../../client/tutor/tutor-client.ts'
import { starterCode } from '../sample-problem.ts'
import { FailureMenu } from './failure-menu.tsx'
import { Header, type Theme } from './header.tsx'
import { KeptChats } from './kept-chats.tsx'
import { ProblemPane } from './problem-pane.tsx'
import { createSession, type Learner } from './session.ts'
import { pageTexts } from './texts.ts'
import { useRoute } from './use-route.ts'

/**
 * The page of one problem, as on a coding-test site: the problem, the code and
 * the tutor. Alternatively, the kept chats.
 */
export const App = () => {
  const [{ place, chatId }, go] = useRoute()
  const [learner, setLearner] = useState<Learner>('learner')
  const [locale, setLocale] = useState<ChatbotLocale>('en')
  const [theme, setTheme] = useState<Theme>('system')
  const [code, setCode] = useState(starterCode)
  const [conversation, setConversation] = useState(1)
  const texts = pageTexts[locale]

  const { client, chats, signIn } = useMemo(() => {
    const { getToken } = createSession(learner)
    return {
      client: createTutorClient({ endpoint: '/chatbot', getToken }),
      chats: createChatsClient({ endpoint: '/chat', getToken }),
      signIn: async () => {
        await getToken({ forceRefresh: true })
      },
    }
  }, [learner])

  useEffect(() => {
    const { documentElement: root } = document
    root.lang = locale
    if (theme === 'system') delete root.dataset.theme
    else root.dataset.theme = theme
  }, [locale, theme])

  return (
    <>
      <Header
        texts={texts}
        place={place}
        setPlace={(place) => go({ place })}
        learner={learner}
        setLearner={setLearner}
        locale={locale}
        setLocale={setLocale}
        theme={theme}
        setTheme={setTheme}
      />
      {place === 'chats' ? (
        <KeptChats
          key={learner}
          {...{ texts, locale, signIn, chatId }}
          client={chats}
          go={(chatId) => go({ place, chatId })}
        />
      ) : (
        <main>
          <ProblemPane texts={texts} code={code} setCode={setCode} />
          <Chatbot
            key={`${learner} ${conversation}`}
            client={client}
            problemDetails={texts.details}
            userCode={code}
            locale={locale}
            onSignIn={signIn}
            tools={({ messages, status, send }) => (
              <div className="tools">
                <FailureMenu
                  texts={texts}
                  locale={locale}
                  disabled={status !== 'idle'}
                  ask={send}
                />
                <button
                  type="button"
                  disabled={messages.length === 0}
                  onClick={() => setConversation(conversation + 1)}
                >
                  {texts.newConversation}
                </button>
              </div>
            )}
          />
        </main>
      )}
    </>
  )
}
