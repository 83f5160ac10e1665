import { useEffect, useRef } from 'react'
import { useMovingOn } from '../../client/react/use-moving-on.ts'
import type { PageTexts } from './texts.ts'

type Props = {
  title: string
  texts: PageTexts
  onUndo(): void
  /** Moves the focus on, if it is still here when there is nothing left to undo. */
  onOver(): void
}

/** Says that a chat is deleted, and brings it back on request. */
export const UndoBar = ({ title, texts, onUndo, onOver }: Props) => {
  const bar = useRef<HTMLDivElement>(null)
  const undo = useMovingOn(onOver)
  useEffect(() => {
    // The button that deleted the chat is gone with it.
    bar.current?.querySelector('button')?.focus()
  }, [])
  return (
    <div ref={bar} className="undo">
      <p role="status">
        {texts.chatDeleted} <bdi>{title}</bdi>
      </p>
      <button ref={undo} type="button" onClick={onUndo}>
        {texts.undo}
      </button>
    </div>
  )
}
