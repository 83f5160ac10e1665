import type { LanguageFn } from 'highlight.js'
import { type OnDemand, onDemand } from './on-demand.ts'

export type TokenKind = 'keyword' | 'string' | 'number' | 'comment' | 'name' | 'type'

/** A part of a line of code; without a kind it has the colour of text. */
export type Token = { text: string; kind?: TokenKind }

export type Colouring = (code: string) => readonly Token[]

/** The languages of coding tests, and what answers show beside them. Each is a file of its own. */
const grammars: Record<string, () => Promise<{ default: LanguageFn }>> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  dart: () => import('highlight.js/lib/languages/dart'),
  go: () => import('highlight.js/lib/languages/go'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  php: () => import('highlight.js/lib/languages/php'),
  python: () => import('highlight.js/lib/languages/python'),
  r: () => import('highlight.js/lib/languages/r'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  scala: () => import('highlight.js/lib/languages/scala'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
}

/** What the languages are called after a fence. */
const aliases: Record<string, string> = {
  'c#': 'csharp',
  'c++': 'cpp',
  cc: 'cpp',
  cs: 'csharp',
  golang: 'go',
  html: 'xml',
  js: 'javascript',
  jsx: 'javascript',
  kt: 'kotlin',
  mysql: 'sql',
  oracle: 'sql',
  postgresql: 'sql',
  py: 'python',
  py3: 'python',
  python3: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  ts: 'typescript',
  tsx: 'typescript',
}

const parts = new Map<string, OnDemand<Colouring>>()

/** The colours of a language, which are loaded on demand; `undefined` if it has none. */
export const coloursOf = (language: string): OnDemand<Colouring> | undefined => {
  const written = language.toLowerCase()
  const name = Object.hasOwn(aliases, written) ? (aliases[written] ?? written) : written
  const grammar = Object.hasOwn(grammars, name) ? grammars[name] : undefined
  if (!grammar) return undefined
  const part = parts.get(name) ?? onDemand(() => load(name, grammar))
  parts.set(name, part)
  return part
}

async function load(
  name: string,
  grammar: () => Promise<{ default: LanguageFn }>,
): Promise<Colouring> {
  const [{ createColouring }, { default: language }] = await Promise.all([
    import('./highlighter.ts'),
    grammar(),
  ])
  return createColouring(name, language)
}
