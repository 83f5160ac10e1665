import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly' // npm install micromark-extension-cjk-friendly
import type { ReactNode } from 'react'
// A Vite build replaces the default export of a missing optional peer by `{}`, and the page stays
// blank. It fails only for a named import, and shows the line of the import.
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown' // npm install react-markdown
import { CodeBlock } from './code-block.tsx'
import { Link } from './link.tsx'
import { decorate } from './markdown/decorate.ts'
import type { Prose } from './markdown/drawing.ts'
import { type SyntaxName, syntaxOf } from './markdown/syntaxes.ts'
import { Checkbox, Table } from './markdown/table.tsx'
import { wrapTexts } from './markdown/wrap-texts.ts'
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
export const markdownTree = (prose: Prose): ReactNode => {
  const key = `${prose.syntaxes.join()}\n${prose.markdown}`
  const known = trees.get(key)
  if (known !== undefined) return known
  const tree = parse(prose, false)
  const [oldest] = trees.keys()
  if (oldest !== undefined && trees.size >= treesKept) trees.delete(oldest)
  trees.set(key, tree)
  return tree
}

/** The elements of a text that grows, with a caret after its last word. */
export const growingTree = (prose: Prose): ReactNode => parse(prose, true)

/** The same components at every rendering: a new one would lose its focus and its state. */
const components: Components = {
  a: Link,
  code: ({ children }) => (
    <code dir="ltr" translate="no">
      {visible(String(children))}
    </code>
  ),
  // Loading an image tells its server who reads, and when. Its description is enough.
  img: ({ alt }) => <span>{alt}</span>,
  input: Checkbox,
  pre: ({ children, node }) => (
    <CodeBlock {...codeOf(children)} growing={node?.properties.dataGrowing !== undefined} />
  ),
  table: Table,
}

/** The component has no state, so calling it returns its elements without rendering them. */
function parse({ markdown, syntaxes }: Prose, growing: boolean): ReactNode {
  if (tooDeep.test(markdown)) return <p dir="auto">{markdown}</p>
  return ReactMarkdown({
    children: markdown,
    components,
    remarkPlugins: [[extend, syntaxes]],
    rehypePlugins: [decorate(growing), wrapTexts],
    urlTransform: defaultUrlTransform,
  })
}

/**
 * Ends emphasis also between a punctuation mark and a Korean, Chinese or Japanese letter. CommonMark
 * does not, since it expects a space between words: `**맵(map)**을` would show its asterisks.
 *
 * @see https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
 */
const cjkFriendly = cjkFriendlyExtension()

/** Adds the syntaxes to the parser. */
function extend(this: { data(): object }, names: readonly SyntaxName[]): void {
  const data: { micromarkExtensions?: unknown[]; fromMarkdownExtensions?: unknown[] } = this.data()
  const loaded = names.flatMap((name) => syntaxOf(name) ?? [])
  data.micromarkExtensions = [cjkFriendly, ...loaded.flatMap(({ micromark }) => micromark)]
  data.fromMarkdownExtensions = loaded.flatMap(({ fromMarkdown }) => fromMarkdown)
}

/** Language and text of the `<code>` that react-markdown puts into a `<pre>`. */
export function codeOf(code: ReactNode): { language: string; text: string } {
  const { className = '', children: text = '' } =
    (code as { props?: { className?: string; children?: unknown } })?.props ?? {}
  return { language: /language-(\S+)/.exec(className)?.[1] ?? '', text: String(text) }
}
