import { createContext, memo, use, useState } from 'react'
import { type ChatbotTexts, chatbotTexts } from './texts.ts'
import { visible } from './visible.ts'

/** The texts of code blocks. */
export const CodeTexts = createContext<ChatbotTexts>(chatbotTexts.en)

/** What scrolls must be reachable by keyboard. */
export const scrollable = { tabIndex: 0 }

type Props = { language: string; text: string }

/** A block of code with a button that copies it. */
export const CodeBlock = memo(({ language, text }: Props) => {
  const texts = use(CodeTexts)
  const [copied, setCopied] = useState(false)
  const code = visible(text)
  const copy = async () => {
    await navigator.clipboard.writeText(code)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <figure className="middy-chat-code" dir="ltr">
      <figcaption>
        <span>{visible(language) || texts.codeBlock}</span>
        <button type="button" className="middy-chat-copy" onClick={() => copy().catch(() => {})}>
          {copied ? texts.copied : texts.copy}
        </button>
      </figcaption>
      <pre {...scrollable}>
        <code>{code}</code>
      </pre>
    </figure>
  )
})
