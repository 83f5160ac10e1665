import { useEffect, useLayoutEffect, useRef } from 'react'
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
  const undo = useRef<HTMLButtonElement>(null)
  const over = useRef(onOver)
  useEffect(() => {
    over.current = onOver
  })
  useLayoutEffect(() => {
    const shown = bar.current
    // The button that deleted the chat is gone with it.
    undo.current?.focus()
    return () => {
      // Still on the page: a layout effect ends before its elements are removed.
      if (shown?.contains(document.activeElement)) over.current()
    }
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
