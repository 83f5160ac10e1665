import { existsSync, globSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPage } from './pages.ts'

const pages = globSync('{*,middlewares/*,docs/*,terraform/*,terraform/modules/*/*}.md')

/** The relative links of a page, as paths from the repository's root. */
const linksOf = (path: string) =>
  Array.from(
    readPage(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g),
    ([, to, anchor]) => ({
      to: to ? join(dirname(path), to) : path,
      anchor,
    }),
  )

/** As GitHub makes them. */
const anchorsOf = (path: string) =>
  Array.from(readPage(path).matchAll(/^#+ (.*)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

describe.each(pages)('%s', (path) => {
  it('links to what there is', () => {
    const broken = linksOf(path).filter(
      ({ to, anchor }) =>
        !existsSync(to) || (anchor && statSync(to).isFile() && !anchorsOf(to).includes(anchor)),
    )
    expect(broken).toEqual([])
  })
})
