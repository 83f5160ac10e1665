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

const cjk = 'micromark-extension-cjk-friendly'

describe.each([
  ['Chatbot', 'middy-chat/react', 'react-markdown', ['react', cjk]],
  ['Chatbot', 'middy-chat/react', cjk, ['react', 'react-markdown']],
  ['objectEvents', 'middy-chat/client/object', 'partial-json', []],
])('a Vite build with %s of %s', (name, entry, needed, others) => {
  // Vite replaces a missing optional peer by `{}`; only a named import of it fails.
  it(`fails without ${needed}, and says how to install it`, async () => {
    const printed = await build(name, entry, others)
    expect(printed).toContain('Build failed')
    expect(printed).toContain(`npm install ${needed}`)
  })

  it(`succeeds with ${needed}`, async () => {
    expect(await build(name, entry, [...others, needed])).toContain('built in')
  })
})
