import { build, type Plugin } from 'esbuild'
import { describe, expect, it } from 'vitest'
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

describe('sdkShims', () => {
  it.each([
    ['@google/generative-ai', /generative-ai/],
    ['@aws-sdk/client-ssm', /readFile[\s\S]*credential-provider-node/],
  ])('fails if %s no longer has the code to replace', async (name, missing) => {
    const other: Plugin = {
      name: 'another-version',
      setup({ onLoad }) {
        onLoad({ filter: new RegExp(`/${name}/`) }, () => ({ contents: 'export {}' }))
      },
    }
    await expect(bundle(`import '${name}'`, [other])).rejects.toThrow(missing)
  })

  it('asks nothing of an SDK that is not imported', async () => {
    expect((await bundle("import '@google/generative-ai'")).errors).toEqual([])
    expect((await bundle('export {}')).errors).toEqual([])
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
    const { errors } = await bundle("import '@google/generative-ai'; import 'late'", [late])
    expect(errors).toEqual([])
  })
})
