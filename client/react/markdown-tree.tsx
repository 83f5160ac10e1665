import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly' // npm install micromark-extension-cjk-friendly
import type { ReactNode } from 'react'
// A Vite build replaces the default export of a missing optional peer by `{}`, and the page stays
// blank. It fails only for a named import, and shows the line of the import.
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown' // npm install react-markdown
import { CodeBlock } from './code-block.tsx'
import { Link } from './link.tsx'
import { visible } from './visible.ts'

/** A line that begins with more quotes and list items than anybody writes. */
const tooDeep = /^[ \t]*(?:(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))[ \t]*){20}/m

/** The latest trees: a finished block is parsed for the page, and its tree read once more aloud. */
const trees = new Map<string, ReactNode>()
const treesKept = 64

/**
 * The elements of a Markdown text. A text that nests too deep is a paragraph as it stands: parsing a
 * thousand list items within each other takes seconds, and overflows the stack.
 */
export const markdownTree = (markdown: string): ReactNode => {
  const known = trees.get(markdown)
  if (known !== undefined) return known
  const tree = tooDeep.test(markdown) ? <p>{markdown}</p> : parse(markdown)
  const [oldest] = trees.keys()
  if (oldest !== undefined && trees.size >= treesKept) trees.delete(oldest)
  trees.set(markdown, tree)
  return tree
}

/** The same components at every rendering: a new one would lose its focus and its state. */
const components: Components = {
  a: Link,
  code: ({ children }) => <code>{visible(String(children))}</code>,
  // Loading an image tells its server who reads, and when. Its description is enough.
  img: ({ alt }) => alt,
  pre: ({ children }) => <CodeBlock {...codeOf(children)} />,
}

/** The component has no state, so calling it returns its elements without rendering them. */
function parse(markdown: string): ReactNode {
  return ReactMarkdown({
    children: markdown,
    components,
    remarkPlugins: [cjkFriendly],
    urlTransform: defaultUrlTransform,
  })
}

/**
 * Ends emphasis also between a punctuation mark and a Korean, Chinese or Japanese letter. CommonMark
 * does not, since it expects a space between words: `**맵(map)**을` would show its asterisks.
 *
 * @see https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
 */
function cjkFriendly(this: { data(): object }): void {
  const data: { micromarkExtensions?: unknown[] } = this.data()
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), cjkFriendlyExtension()]
}

/** Language and text of the `<code>` that react-markdown puts into a `<pre>`. */
export function codeOf(code: ReactNode): { language: string; text: string } {
  const { className = '', children: text = '' } =
    (code as { props?: { className?: string; children?: unknown } })?.props ?? {}
  return { language: /language-(\S+)/.exec(className)?.[1] ?? '', text: String(text) }
}
