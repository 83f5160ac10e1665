import type { ReactNode } from 'react'
// A named import, so that a Vite build fails where the package is missing. The missing default
// export of an optional peer is `{}` there, and the page stays blank.
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown'

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
