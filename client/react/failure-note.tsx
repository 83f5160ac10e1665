import { useMemo } from 'react'
import type { ChatFailure } from '../core/chat-events.ts'
import { errorText, needsSignIn, whatFailed } from './error-text.ts'
import type { MessageActions } from './message-actions.ts'
import { useSecondsLeft } from './seconds-left.ts'
import type { ChatbotTexts } from './texts.ts'
import { waitOf } from './waiting.ts'

type Props = {
  error: ChatFailure
  texts: ChatbotTexts
  /** None after another question. */
  actions: MessageActions | undefined
}

/** Why there is no answer, or only a part of it, and what helps; apart from what the tutor said. */
export const FailureNote = ({ error, texts, actions }: Props) => {
  const wait = useMemo(() => (error.retryable ? waitOf(error) : undefined), [error])
  const secondsLeft = useSecondsLeft(wait ?? 0)
  const left = wait === undefined ? undefined : secondsLeft
  return (
    <div className="middy-chat-error">
      <p>{actions ? errorText(error, texts, left) : whatFailed(error, texts)}</p>
      {/* The alert said how long the wait is. */}
      <span role="status" className="middy-chat-spoken">
        {wait !== 0 && left === 0 && actions && texts.tryAgainNow}
      </span>
      {actions?.signIn && needsSignIn(error) && (
        <Action onClick={actions.signIn}>{texts.signIn}</Action>
      )}
      {actions && (error.retryable || needsSignIn(error)) && (
        <Action onClick={actions.retry} disabled={secondsLeft > 0}>
          {texts.retry}
        </Action>
      )}
    </div>
  )
}

type ActionProps = { onClick: () => void; disabled?: boolean; children: string }

export const Action = ({ onClick, disabled, children }: ActionProps) => (
  <button type="button" className="middy-chat-action" disabled={disabled} onClick={onClick}>
    {children}
  </button>
)
