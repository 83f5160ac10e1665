import { useEffect, useMemo, useState } from 'react'
import { createChatsClient } from '../../client/chats/chats-client.ts'
import type { ChatbotLocale } from '../../client/react/Chatbot.tsx'
import { createTutorClient } from '../../client/tutor/tutor-client.ts'
import { starterCode } from '../sample-problem.ts'
import { Header, type Theme } from './header.tsx'
import { KeptChats } from './kept-chats.tsx'
import { ProblemPage } from './problem-page.tsx'
import { createSession, type Learner } from './session.ts'
import { pageTexts } from './texts.ts'
import { useRoute } from './use-route.ts'

/** The page of one problem, or the kept chats. */
export const App = () => {
  const [{ place, chatId }, go] = useRoute()
  const [learner, setLearner] = useState<Learner>('learner')
  const [locale, setLocale] = useState<ChatbotLocale>('en')
  const [theme, setTheme] = useState<Theme>('system')
  const [code, setCode] = useState(starterCode)
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
        <ProblemPage key={learner} {...{ texts, locale, client, signIn, code, setCode }} />
      )}
    </>
  )
}
