import { memo, use, useRef } from 'react'
import { CodeTexts } from './code-texts.ts'
import { CopyButton } from './copy-button.tsx'
import { ColouredCode } from './markdown/coloured-code.tsx'
import { visible } from './visible.ts'

/** What scrolls must be reachable by keyboard. */
export const scrollable = { tabIndex: 0 }

type Props = { language: string; text: string; growing?: boolean; closed?: boolean }

/**
 * A block of code with a button that copies it. It has colours once its fence is closed, since
 * reading it again with each frame would take too long; until `growing` ends it has a caret.
 */
export const CodeBlock = memo(({ language, text, growing = false, closed = !growing }: Props) => {
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
        <code ref={source} translate="no">
          {closed ? <ColouredCode language={language} code={code} /> : code}
          {growing && <span className="middy-chat-caret" />}
        </code>
      </pre>
    </figure>
  )
})

/** The code without empty lines after it: a terminal runs the line that a copied line end follows. */
function withoutLastLineEnd(code: string): string {
  const end = code.indexOf('\n', code.trimEnd().length)
  return end === -1 ? code : code.slice(0, end)
}
