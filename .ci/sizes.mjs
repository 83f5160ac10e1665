// What a site loads, in bytes after gzip: the clients, and the React chat with its Markdown.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const react = ['react', 'react-dom', 'react/jsx-runtime']

const sizes = {
  'client/tutor/tutor-client.ts': { limit: 4_000, external: ['eventsource-parser'] },
  'client/chats/chats-client.ts': { limit: 4_000, external: ['eventsource-parser'] },
  'client/object/object.ts': { limit: 3_500, external: [] },
  'client/react/Chatbot.tsx': { limit: 60_000, external: react },
  'client/react/chatbot.css': { limit: 4_000, external: [] },
}

for (const [entry, { limit, external }] of Object.entries(sizes)) {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
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
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length
  console.log(`${entry}: ${bytes} bytes, at most ${limit}`)
  assert.ok(bytes < limit, `${entry} is too large`)
}
