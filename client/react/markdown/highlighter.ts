import type { HLJSApi, LanguageFn } from 'highlight.js'
import { HighlightJS } from 'highlight.js/lib/core' // npm install highlight.js
import type { Token, TokenKind } from './code-colours.ts'

declare module 'highlight.js/lib/core' {
  /** Not in the package's types; only a named import of a missing package fails in a Vite build. */
  export const HighlightJS: HLJSApi
}

/** The kinds of tokens by the classes of highlight.js, as far as they have a colour here. */
const kinds: Record<string, TokenKind> = {
  keyword: 'keyword',
  'selector-tag': 'keyword',
  'template-tag': 'keyword',
  'variable.language_': 'keyword',
  string: 'string',
  regexp: 'string',
  'char.escape_': 'string',
  number: 'number',
  literal: 'number',
  symbol: 'number',
  comment: 'comment',
  quote: 'comment',
  meta: 'comment',
  title: 'name',
  section: 'name',
  name: 'name',
  built_in: 'type',
  type: 'type',
  attr: 'type',
  attribute: 'type',
}

const html = /<span class="([^"]*)">|<\/span>|[^<]+/g
const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
}

/** Reads code of a language as tokens; their texts are the code. */
export const createColouring = (language: string, grammar: LanguageFn) => {
  HighlightJS.registerLanguage(language, grammar)
  return (code: string): readonly Token[] => {
    const { value } = HighlightJS.highlight(code, { language, ignoreIllegals: true })
    const tokens = tokensOf(value)
    // Code is shown as it is written, or without colours.
    const isWhole = tokens.map(({ text }) => text).join('') === code
    return isWhole ? tokens : [{ text: code }]
  }
}

/** The tokens of the HTML that highlight.js writes: spans with classes, and text. */
function tokensOf(value: string): readonly Token[] {
  const tokens: Token[] = []
  const outer: (TokenKind | undefined)[] = []
  for (const [piece, classes] of value.matchAll(html)) {
    if (classes !== undefined) outer.push(kindOf(classes) ?? outer.at(-1))
    else if (piece === '</span>') outer.pop()
    else {
      const text = piece.replace(/&(?:amp|lt|gt|quot|#x27);/g, (name) => entities[name] ?? name)
      const kind = outer.at(-1)
      tokens.push(kind ? { text, kind } : { text })
    }
  }
  return tokens
}

/** `hljs-title function_` is the class `title.function_`. */
function kindOf(classes: string): TokenKind | undefined {
  const name = classes.replace('hljs-', '').replaceAll(' ', '.')
  return kinds[name] ?? kinds[name.split('.')[0] ?? '']
}
