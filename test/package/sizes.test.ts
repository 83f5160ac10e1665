import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const react = ['react', 'react-dom', 'react/jsx-runtime']

/** Maximum bytes after gzip, and what is not counted. */
const limits: [entry: string, bytes: number, external: string[]][] = [
  // A client with the server's messages (contract/error-catalogue.ts) would be too large.
  ['client/tutor/tutor-client.ts', 2_500, ['eventsource-parser']],
  ['client/chats/chats-client.ts', 2_800, ['eventsource-parser']],
  ['client/object/object.ts', 3_500, []],
  ['client/react/Chatbot.tsx', 60_000, react],
  ['client/react/chatbot.css', 4_000, []],
]

it.for(limits)(
  'a site that loads %s loads less than %i bytes',
  async ([entry, limit, external]) => {
    const { outputFiles } = await build({
      absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
      entryPoints: [entry],
      external,
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
    })
    const bundle = Buffer.concat(outputFiles.map(({ contents }) => contents))
    expect(gzipSync(bundle, { level: 9 }).length).toBeLessThan(limit)
  },
)
