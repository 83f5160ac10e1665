import { build, type Plugin } from 'esbuild'
import { expect, it } from 'vitest'
import { google, sdkShims } from './sdk-shims.ts'

const bundle = (contents: string, plugins: Plugin[] = []) =>
  build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    plugins: [...plugins, sdkShims],
    write: false,
    logLevel: 'silent',
  })

it('fails if an SDK no longer has the code to replace', async () => {
  await expect(bundle("import '@google/generative-ai'")).rejects.toThrow(/credential-provider-node/)
})

it('finds an SDK that another file imports', async () => {
  const loaded = Promise.withResolvers<void>()
  const late: Plugin = {
    name: 'late',
    setup({ onLoad, onResolve }) {
      onLoad({ filter: google }, () => void loaded.resolve())
      onResolve({ filter: /^late$/ }, ({ path }) => ({ path, namespace: 'late' }))
      onLoad({ filter: /^late$/, namespace: 'late' }, async () => {
        await loaded.promise
        return { contents: "import '@google/generative-ai'", resolveDir: import.meta.dirname }
      })
    },
  }
  const error = await bundle("import '@google/generative-ai'; import 'late'", [late]).catch(String)
  expect(error).toMatch(/credential-provider-node/)
  expect(error).not.toMatch(/generative-ai/)
})
