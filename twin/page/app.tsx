import { useEffect, useMemo, useState } from 'react'
import { createChatsClient } from '../../client/chats/chats-client.ts'
import type { ChatbotLocale } from '../../client/react/Chatbot.tsx'
import { createTutorClient } from '../../client/tutor/tutor-client.ts'
import { starterCode } from '../sample-problem.ts'
import { Header, type Pane, type Theme } from './header.tsx'
import { KeptChats } from './kept-chats.tsx'
import { localeOf } from './locale.ts'
import { Motivator } from './motivator.tsx'
import { createMotivatorClient } from './motivator-client.ts'
import { ProblemPage } from './problem-page.tsx'
import { createSession, type Learner } from './session.ts'
import { pageTexts } from './texts.ts'
import { useRoute } from './use-route.ts'

/** The page of one problem, the kept chats, or the motivator. */
export const App = () => {
  const [{ place, chatId }, go] = useRoute()
  const [learner, setLearner] = useState<Learner>('learner')
  const [locale, setLocale] = useState<ChatbotLocale>(() => localeOf(navigator.languages))
  const [theme, setTheme] = useState<Theme>('system')
  const [code, setCode] = useState(starterCode)
  const [pane, setPane] = useState<Pane>('first')
  const texts = pageTexts[locale]

  const { client, chats, motivator, signIn } = useMemo(() => {
    const { getToken } = createSession(learner)
    return {
      client: createTutorClient({ endpoint: '/chatbot', getToken }),
      chats: createChatsClient({ endpoint: '/chat', getToken }),
      motivator: createMotivatorClient(getToken),
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

  // A window that becomes narrow keeps the pane that is in use.
  useEffect(() => {
    const keepPane = ({ target }: FocusEvent) => {
      const first = target instanceof Element && target.closest('main')?.firstElementChild
      if (first) setPane(first.contains(target) ? 'first' : 'second')
    }
    document.addEventListener('focusin', keepPane)
    return () => document.removeEventListener('focusin', keepPane)
  }, [])

  return (
    <div className="page">
      <Header
        texts={texts}
        place={place}
        setPlace={(place) => go({ place })}
        learner={learner}
        setLearner={setLearner}
        locale={locale}
        setLocale={setLocale}
        pane={pane}
        setPane={setPane}
        theme={theme}
        setTheme={setTheme}
      />
      {place === 'chats' && (
        <KeptChats
          key={learner}
          {...{ texts, locale, signIn, chatId }}
          client={chats}
          go={(chatId) => go({ place, chatId })}
          showChat={() => setPane('second')}
        />
      )}
      {place === 'motivator' && (
        <Motivator key={learner} {...{ texts, locale, signIn }} client={motivator} />
      )}
      {place === 'problem' && (
        <ProblemPage key={learner} {...{ texts, locale, client, signIn, code, setCode }} />
      )}
    </div>
  )
}
