import type { ReactNode } from 'react'
// A Vite build replaces the default export of a missing optional peer by `{}`, and the page stays
// blank. It fails only for a named import, and shows the line of the import.
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown' // npm install react-markdown

/** A line that begins with more quotes and list items than anybody writes. */
const tooDeep = /^[ \t]*(?:(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))[ \t]*){20}/m

/**
 * The elements of a Markdown text. A text that nests too deep is a paragraph as it stands: parsing a
 * thousand list items within each other takes seconds, and overflows the stack.
 */
export const markdownTree = (markdown: string, components: Components = {}): ReactNode =>
  tooDeep.test(markdown) ? (
    <p>{markdown}</p>
  ) : (
    // The component has no state, so its elements can be had without rendering it.
    ReactMarkdown({ children: markdown, components, urlTransform: defaultUrlTransform })
  )
