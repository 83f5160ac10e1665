import { memo, use, useRef } from 'react'
import { CodeTexts } from './code-texts.ts'
import { CopyButton } from './copy-button.tsx'
import { visible } from './visible.ts'

/** What scrolls must be reachable by keyboard. */
export const scrollable = { tabIndex: 0 }

type Props = { language: string; text: string }

/** A block of code with a button that copies it. */
export const CodeBlock = memo(({ language, text }: Props) => {
  const texts = use(CodeTexts)
  const source = useRef<HTMLElement>(null)
  const code = withoutLastLineEnd(visible(text))
  return (
    <figure className="middy-chat-code" dir="ltr">
      <figcaption>
        <span>{visible(language) || texts.codeBlock}</span>
        <CopyButton label={texts.copy} text={code} source={source} />
      </figcaption>
      <pre {...scrollable}>
        <code ref={source}>{code}</code>
      </pre>
    </figure>
  )
})

/** The code without empty lines after it: a terminal runs the line that a copied line end follows. */
function withoutLastLineEnd(code: string): string {
  const end = code.indexOf('\n', code.trimEnd().length)
  return end === -1 ? code : code.slice(0, end)
}
