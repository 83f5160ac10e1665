import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { type ChatbotLocale, chatbotTexts, errorText } from '../../client/react/Chatbot.tsx'
import { needsSignIn } from '../../client/react/error-text.ts'
import { Encouraging } from './encouraging.tsx'
import { HelpfulForm } from './helpful-form.tsx'
import type { MotivatorClient } from './motivator-client.ts'
import type { PageTexts } from './texts.ts'
import { useMotivator } from './use-motivator.ts'

type Props = {
  texts: PageTexts
  locale: ChatbotLocale
  client: MotivatorClient
  signIn(): Promise<void>
}

/** The longest message that the server accepts, in UTF-16 units. */
const maxLength = 4000

/** A message field, and the answer to the last message as a card. */
export const Motivator = ({ texts: { motivator: texts }, locale, client, signIn }: Props) => {
  const [message, setMessage] = useState('')
  const { exchange, isAsking, ask } = useMotivator(client, locale)
  const { whole, shown, failure } = exchange ?? {}
  const id = useId()

  const send = () => {
    if (message.trim() !== '' && !isAsking) ask(message.trim())
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isShortcut = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
    if (isShortcut && !event.nativeEvent.isComposing) send()
  }
  const askAgain = async () => {
    if (failure && needsSignIn(failure)) await signIn().catch(() => {})
    if (exchange) ask(exchange.message)
  }

  return (
    <main className="motivator">
      <div className="motivator-column">
        <form onSubmit={onSubmit}>
          <h2>
            <label htmlFor={id}>{texts.question}</label>
          </h2>
          <textarea
            id={id}
            rows={4}
            maxLength={maxLength}
            aria-describedby={`${id}-keys`}
            placeholder={texts.placeholder}
            value={message}
            onChange={(event) => setMessage(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <div className="motivator-bar">
            <span id={`${id}-keys`}>{texts.keys}</span>
            <button type="submit" disabled={isAsking || message.trim() === ''}>
              {texts.send}
            </button>
          </div>
        </form>
        <div className="motivator-status" role="status">
          {isAsking && <p>{texts.answering}</p>}
          {whole && <p className="middy-chat-spoken">{spoken(texts.answered, whole)}</p>}
        </div>
        {failure && (
          <div className="motivator-failure">
            <p role="alert">{errorText(failure, chatbotTexts[locale])}</p>
            {(failure.retryable || needsSignIn(failure)) && (
              <button type="button" onClick={askAgain}>
                {chatbotTexts[locale].retry}
              </button>
            )}
          </div>
        )}
        {shown && (
          <Encouraging texts={texts} locale={locale} value={shown} isWhole={whole !== undefined}>
            {whole && (
              <HelpfulForm key={exchange?.id} {...{ texts, locale, client }} answer={whole} />
            )}
          </Encouraging>
        )}
      </div>
    </main>
  )
}

function spoken(
  answered: string,
  {
    message,
    bible_verse: verse,
  }: { message: string; bible_verse: { reference: string; text: string } },
): string {
  return `${answered} ${message} ${verse.text} ${verse.reference}`
}
