import { type RefObject, use, useEffect, useState } from 'react'
import { CodeTexts } from './code-texts.ts'

/** How long "Copied" is shown. */
const copiedMs = 2_000

type Props = {
  label: string
  text: string
  /** Where the text stands on the page. */
  source: RefObject<HTMLElement | null>
}

/** A button that copies a text. If the browser refuses, it says so and selects the text. */
export const CopyButton = ({ label, text, source }: Props) => {
  const texts = use(CodeTexts)
  const [outcome, setOutcome] = useState<'copied' | 'refused'>()
  useEffect(() => {
    if (outcome !== 'copied') return
    const timer = setTimeout(() => setOutcome(undefined), copiedMs)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = async () => {
    try {
      // A page that is not secure has no clipboard.
      await navigator.clipboard.writeText(text)
      setOutcome('copied')
    } catch {
      if (source.current) getSelection()?.selectAllChildren(source.current)
      setOutcome('refused')
    }
  }
  return (
    <>
      <span role="status" className={outcome === 'refused' ? undefined : 'middy-chat-spoken'}>
        {outcome && texts[outcome]}
      </span>
      <button type="button" className="middy-chat-copy" onClick={copy}>
        {outcome === 'copied' ? texts.copied : label}
      </button>
    </>
  )
}
