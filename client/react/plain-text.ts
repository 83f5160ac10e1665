import { isValidElement, type ReactNode } from 'react'
import { codeOf, markdownTree } from './markdown-tree.tsx'
import type { ChatbotTexts } from './texts.ts'

type CodeTexts = Pick<ChatbotTexts, 'codeBlock'>

/** Markdown as it is read aloud: its words without marks. Of a code block only the language is read. */
export const plainText = (markdown: string, texts: CodeTexts): string =>
  wordsOf(markdownTree(markdown), texts).replace(/\s+/g, ' ').trim()

/** How a code block is announced. */
export const codeLine = (language: string, texts: CodeTexts): string =>
  language ? `${texts.codeBlock}: ${language}` : texts.codeBlock

/** What a rendered element holds. `node` is that of an element with a component of its own. */
type Props = { alt?: string; children?: ReactNode; node?: { tagName: string } }

function wordsOf(node: ReactNode, texts: CodeTexts): string {
  if (typeof node === 'string') return node
  if (Array.isArray(node)) return node.map((each) => wordsOf(each, texts)).join('')
  if (!isValidElement<Props>(node)) return ''
  const { alt = '', children, node: own } = node.props
  if (own?.tagName === 'img') return alt
  if (own?.tagName === 'pre') return codeLine(codeOf(children).language, texts)
  return wordsOf(children, texts)
}
