import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A file of the repository, e.g. `middlewares/README.md`. */
export const readPage = (path: string): string => readFileSync(`${root}${path}`, 'utf8')

/** The sections of a page by their headings, `## request-log`. */
export const sectionsOf = (page: string): Map<string, string> => {
  const [, ...sections] = page.split(/^## /m)
  return new Map(sections.map((section) => [section.split('\n', 1).join(), section]))
}

/**
 * The code of a page in a language, keyed by the name in the first line of each block, `// stream.mjs`. If
 * two blocks have the same name, the later one counts.
 *
 * @throws Error if a block has no name, because it could not be run
 */
export const codeOf = (page: string, language: 'js' | 'ts' = 'js'): Map<string, string> =>
  new Map(
    Array.from(page.matchAll(blocks[language]), ([, code = '']) => {
      const name = /^\/\/ (\S+\.(?:mjs|ts))\n/.exec(code)?.[1]
      if (!name) throw new Error(`No file is named in the first line of\n${code}`)
      return [name, code]
    }),
  )

const blocks = { js: /^```js\n([\s\S]*?)^```$/gm, ts: /^```ts\n([\s\S]*?)^```$/gm }

/** The cells of the first table of a section, without its head. */
export const tableOf = (section: string): string[][] => {
  const rows = /^\|.*\n\|[-|]+\|\n((?:\|.*\n)*)/m.exec(section)?.[1] ?? ''
  return rows
    .split('\n')
    .filter((row) => row !== '')
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}
