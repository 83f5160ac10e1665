import { isValidElement, type ReactNode } from 'react'
import { markdownTree } from './markdown-tree.tsx'
import type { ChatbotTexts } from './texts.ts'

type CodeTexts = Pick<ChatbotTexts, 'codeBlock'>

/** Markdown as it is read aloud: its words without marks. Of a code block only the language is read. */
export const plainText = (markdown: string, texts: CodeTexts): string =>
  wordsOf(markdownTree(markdown), texts).replace(/\s+/g, ' ').trim()

/** How a code block is announced. */
export const codeLine = (language: string, texts: CodeTexts): string =>
  language ? `${texts.codeBlock}: ${language}` : texts.codeBlock

function wordsOf(node: ReactNode, texts: CodeTexts): string {
  if (typeof node === 'string') return node
  if (Array.isArray(node)) return node.map((each) => wordsOf(each, texts)).join('')
  if (!isValidElement<{ alt?: string; className?: string; children?: ReactNode }>(node)) return ''
  const { type, props } = node
  if (type === 'img') return props.alt ?? ''
  if (type !== 'pre') return wordsOf(props.children, texts)
  const code = props.children
  const { className = '' } = isValidElement<{ className?: string }>(code) ? code.props : {}
  return codeLine(/language-(\S+)/.exec(className)?.[1] ?? '', texts)
}
