import { type KeyboardEvent, memo, type ReactNode, type RefObject, useRef } from 'react'
import { AnswerTools } from './answer-tools.tsx'
import { scrollable } from './code-block.tsx'
import { Action, FailureNote } from './failure-note.tsx'
import { Markdown } from './markdown.tsx'
import type { Message, Reply } from './message.ts'
import type { MessageActions } from './message-actions.ts'
import type { ChatbotTexts } from './texts.ts'
import { useFollowing } from './use-following.ts'
import { useMovingOn } from './use-moving-on.ts'
import { UserMessage } from './user-message.tsx'

type Props = {
  logRef: RefObject<HTMLDivElement | null>
  messages: readonly Message[]
  texts: ChatbotTexts
  actions: MessageActions
  /** Shown while there are no messages. */
  empty: ReactNode
}

/** The conversation. It follows the answer, unless the reader has scrolled up. */
export const MessageList = memo(({ logRef, messages, texts, actions, empty }: Props) => {
  const { following, onScroll, resume } = useFollowing(logRef, messages.at(-2)?.id)

  const last = messages.at(-1)
  const isOver = last?.role === 'user' || (last && !['waiting', 'streaming'].includes(last.state))
  const lastQuestion = messages.findLast(({ role }) => role === 'user')

  const focusLog = () => logRef.current?.focus({ preventScroll: true })
  const latestRef = useMovingOn(focusLog)
  const onKeyDown = ({ key, target, currentTarget }: KeyboardEvent) => {
    // The browser scrolls to where the end is now, and the answer grows meanwhile.
    if (key === 'End' && target === currentTarget) resume()
  }

  return (
    <div className="middy-chat-body">
      <div
        ref={logRef}
        className="middy-chat-log"
        role="log"
        aria-label={texts.log}
        aria-live="off"
        data-following={following}
        {...scrollable}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        {messages.length === 0 && empty}
        {messages.map((message) =>
          message.role === 'user' ? (
            <UserMessage
              key={message.id}
              question={message}
              texts={texts}
              actions={isOver ? actions : undefined}
              isLast={message === lastQuestion}
              unanswered={message === last}
            />
          ) : (
            <TutorMessage
              key={message.id}
              reply={message}
              texts={texts}
              actions={message === last ? actions : undefined}
            />
          ),
        )}
      </div>
      {!following && (
        <button
          ref={latestRef}
          type="button"
          className="middy-chat-latest"
          onClick={() => {
            resume()
            focusLog()
          }}
        >
          {texts.latest}
        </button>
      )}
    </div>
  )
})

type TutorMessageProps = { reply: Reply; texts: ChatbotTexts; actions: MessageActions | undefined }

const TutorMessage = memo(({ reply, texts, actions }: TutorMessageProps) => {
  const { content, state, error, finish } = reply
  const answer = useRef<HTMLDivElement>(null)
  const isOver = state !== 'waiting' && state !== 'streaming'
  return (
    <div className="middy-chat-message" data-role="model" data-state={state}>
      {(content !== '' || state === 'waiting') && (
        <article>
          <h3>{texts.tutor}</h3>
          {state === 'waiting' && (
            <p className="middy-chat-waiting">
              <span>{texts.waiting}</span>
              <i aria-hidden="true" />
            </p>
          )}
          {content !== '' && (
            <div ref={answer} className="middy-chat-answer">
              <Markdown text={content} texts={texts} growing={state === 'streaming'} />
            </div>
          )}
        </article>
      )}
      {finish && <p className="middy-chat-note">{texts.finish[finish]}</p>}
      {state === 'stopped' && (
        <div className="middy-chat-note">
          <p>{texts.stopped}</p>
          {actions && <Action onClick={actions.retry}>{texts.retry}</Action>}
        </div>
      )}
      {error && <FailureNote error={error} texts={texts} actions={actions} />}
      {content !== '' && isOver && (
        <AnswerTools reply={reply} texts={texts} source={answer} actions={actions} />
      )}
    </div>
  )
})
