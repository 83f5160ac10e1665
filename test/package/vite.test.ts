import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startConsumer } from './consumer.ts'

const vite = join(
  dirname(createRequire(import.meta.url).resolve('vite/package.json')),
  'bin/vite.js',
)

/** Builds a page that uses a name of an entry, with these packages installed. Returns the output. */
const build = async (name: string, entry: string, packages: readonly string[]) => {
  const consumer = startConsumer(packages)
  try {
    consumer.write('index.html', '<script type="module" src="/main.js"></script>')
    consumer.write('main.js', `import { ${name} } from '${entry}'\nconsole.log(${name})`)
    return await consumer
      .run([vite, 'build'])
      .catch(({ stderr }) => stripVTControlCharacters(stderr))
  } finally {
    consumer.close()
  }
}

/** What `middy-chat/react` needs beside React. */
const markdown = [
  'react-markdown',
  'micromark-extension-cjk-friendly',
  'micromark-extension-gfm',
  'mdast-util-gfm',
  'micromark-extension-cjk-friendly-gfm-strikethrough',
  'highlight.js',
]

const entries: [name: string, entry: string, needed: string[], others: string[]][] = [
  ['Chatbot', 'middy-chat/react', markdown, ['react']],
  ['objectEvents', 'middy-chat/client/object', ['partial-json'], []],
]

describe.each(entries)('a Vite build with %s of %s', (name, entry, needed, others) => {
  // Vite replaces a missing optional peer by `{}`; only a named import of it fails.
  it.each(needed)('fails without %s, and says how to install it', async (missing) => {
    const installed = needed.filter((each) => each !== missing)
    const printed = await build(name, entry, [...others, ...installed])
    expect(printed).toContain('Build failed')
    expect(printed).toContain(`npm install ${missing}`)
  })

  it('succeeds with all that it needs', async () => {
    expect(await build(name, entry, [...others, ...needed])).toContain('built in')
  })
})
