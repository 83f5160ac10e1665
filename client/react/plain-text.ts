import { isValidElement, type ReactNode } from 'react'
import type { Prose } from './markdown/drawing.ts'
import { codeOf, markdownTree } from './markdown-tree.tsx'
import type { ChatbotTexts } from './texts.ts'

type SpokenTexts = Pick<ChatbotTexts, 'codeBlock' | 'done' | 'toDo'>

/** Markdown as it is read aloud: its words without marks. Of a code block only the language is read. */
export const plainText = (prose: Prose, texts: SpokenTexts): string =>
  wordsOf(markdownTree(prose), texts).replace(/\s+/g, ' ').trim()

/** How a code block is announced. */
export const codeLine = (language: string, texts: SpokenTexts): string =>
  language ? `${texts.codeBlock}: ${language}` : texts.codeBlock

/** What a rendered element holds. `node` is that of an element with a component of its own. */
type Props = { alt?: string; checked?: boolean; children?: ReactNode; node?: { tagName: string } }

function wordsOf(node: ReactNode, texts: SpokenTexts): string {
  if (typeof node === 'string') return node
  if (Array.isArray(node)) return node.map((each) => wordsOf(each, texts)).join('')
  if (!isValidElement<Props>(node)) return ''
  const { alt = '', checked, children, node: own } = node.props
  if (own?.tagName === 'img') return alt
  if (own?.tagName === 'input') return checked ? `${texts.done}: ` : `${texts.toDo}: `
  if (own?.tagName === 'pre') return codeLine(codeOf(children).language, texts)
  const words = wordsOf(children, texts)
  return node.type === 'th' || node.type === 'td' ? `${words} ` : words
}
