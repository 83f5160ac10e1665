import { useState } from 'react'
import { Chatbot, type ChatbotLocale } from '../../client/react/Chatbot.tsx'
import type { TutorClient } from '../../client/tutor/tutor-client.ts'
import { FailureMenu } from './failure-menu.tsx'
import { ProblemPane } from './problem-pane.tsx'
import type { PageTexts } from './texts.ts'

type Props = {
  texts: PageTexts
  locale: ChatbotLocale
  client: TutorClient
  signIn(): Promise<void>
  code: string
  setCode(code: string): void
}

/** The page of one problem, as on a coding-test site: the problem, the code and the tutor. */
export const ProblemPage = ({ texts, locale, client, signIn, code, setCode }: Props) => {
  const [conversation, setConversation] = useState(1)
  return (
    <main>
      <ProblemPane texts={texts} code={code} setCode={setCode} />
      <Chatbot
        key={conversation}
        client={client}
        problemDetails={texts.details}
        userCode={code}
        locale={locale}
        onSignIn={signIn}
        focusOnMount={conversation > 1}
        tools={({ messages, status, send }) => (
          <div className="tools">
            <FailureMenu texts={texts} locale={locale} disabled={status !== 'idle'} ask={send} />
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
  )
}
