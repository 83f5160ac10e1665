import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { leanSdks } from './lean-sdks.ts'

it('misses what it puts something in the place of when an SDK is made otherwise', async () => {
  const bundle = build({
    stdin: { contents: "import '@google/generative-ai'", resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    plugins: [leanSdks],
    write: false,
    logLevel: 'silent',
  })
  await expect(bundle).rejects.toThrow(/credential-provider-node/)
})
