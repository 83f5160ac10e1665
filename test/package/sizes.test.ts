import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const react = ['react', 'react-dom', 'react/jsx-runtime']

/** The files of a bundle: what an entry loads, and the parts that it loads later. */
const bundle = async (entry: string, external: readonly string[] = []) => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    external: [...external],
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    write: false,
    outdir: 'dist',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const contents = new Map(
    outputFiles.map(({ path, contents }) => [path.slice(root.length), contents]),
  )
  const gzipped = (files: Iterable<string>) => {
    const all = [...files].map((file) => contents.get(file) ?? new Uint8Array())
    return gzipSync(Buffer.concat(all), { level: 9 }).length
  }
  return { outputs: metafile.outputs, gzipped }
}

type Outputs = Metafile['outputs']

/** The file of a module, and all that it imports at once. */
const loadedWith = (outputs: Outputs, module: string): Set<string> => {
  const [first] = Object.keys(outputs).filter((file) => outputs[file]?.entryPoint === module)
  if (!first) throw new Error(`There is no file of ${module}`)
  const loaded = new Set([first])
  for (const file of loaded) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[path]) loaded.add(path)
    }
  }
  return loaded
}

/** Maximum bytes after gzip, and what is not counted. */
const limits: [entry: string, bytes: number, external: string[]][] = [
  // A client with the server's messages (contract/error-catalogue.ts) would be too large.
  ['client/tutor/tutor-client.ts', 2_500, ['eventsource-parser']],
  ['client/chats/chats-client.ts', 2_800, ['eventsource-parser']],
  ['client/object/object.ts', 3_500, []],
  // 45 kB of it parse Markdown, and 5 kB draw it while it grows and load the parts below: a page
  // that splits its bundle keeps more of the parser, because the parts share it.
  ['client/react/Chatbot.tsx', 64_000, react],
  ['client/react/chatbot.css', 4_000, []],
]

it.for(limits)(
  'a site that loads %s loads less than %i bytes',
  async ([entry, limit, external]) => {
    const { outputs, gzipped } = await bundle(entry, external)
    const size = gzipped(loadedWith(outputs, entry))
    expect(size, `${size} bytes`).toBeLessThan(limit)
  },
)

/** Maximum bytes after gzip of what the chat loads when an answer needs it. */
const later: [module: RegExp, bytes: number][] = [
  // Tables, tasks, bare URLs and struck text: the parser shares most with the one that is there.
  [/markdown\/gfm\.ts$/, 9_000],
  [/markdown\/maths\.ts$/, 5_000],
  // What reads every language, and each of them: an answer has one or two.
  [/markdown\/highlighter\.ts$/, 10_000],
  [/highlight\.js\/es\/languages\/\w+\.js$/, 4_000],
]

describe('what the chat loads on demand', async () => {
  const entry = 'client/react/Chatbot.tsx'
  const { outputs, gzipped } = await bundle(entry, react)
  const first = loadedWith(outputs, entry)
  const modules = Object.values(outputs)
    .map(({ entryPoint }) => entryPoint)
    .filter((module) => module !== undefined && module !== entry)

  it.each(modules)('has a limit: %s', (module = '') => {
    const added = [...loadedWith(outputs, module)].filter((file) => !first.has(file))
    const size = gzipped(added)
    const [, limit = 0] = later.find(([name]) => name.test(module)) ?? []
    expect(size, `${size} bytes`).toBeLessThan(limit)
  })

  it('are Markdown, mathematics and twenty languages', () => {
    expect(modules).toHaveLength(23)
  })
})
