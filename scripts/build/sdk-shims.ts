import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

const shim = (file: string) =>
  fileURLToPath(new URL(`../../src/sdk-shims/${file}`, import.meta.url))

/** Google's SDK, as ES modules. */
export const google = /@google\/generative-ai\/dist\/index\.mjs$/
const profiles = /shared-ini-file-loader\/readFile\.js$/
const credentials = /^@aws-sdk\/credential-provider-node$/

/** The code of Google's SDK, with our versions of the globals that it uses. */
export const withShimmedGlobals = (code: string): string =>
  [
    `import { fetch, Headers } from ${JSON.stringify(shim('fetch.ts'))}`,
    `import { ReadableStream, TextDecoderStream } from ${JSON.stringify(shim('stream.ts'))}`,
    code,
  ].join('\n')

/**
 * Replaces parts of the SDKs with what a Lambda needs:
 *
 * - Google's SDK, which supports only `fetch` and web streams, gets our versions. They use Node's
 *   own HTTP client, as everything else in the bundle does;
 * - AWS's SDK gets the one credential provider that Lambda feeds instead of eight others, and reads
 *   profile files as empty, because Lambda has none.
 *
 * The build fails if a new version of an SDK no longer has one of these parts.
 */
export const sdkShims: Plugin = {
  name: 'sdk-shims',
  setup({ onLoad, onResolve, onEnd }) {
    const wanted = new Set<RegExp>()
    const found = new Set<RegExp>()
    const want = (filter: RegExp, ...parts: RegExp[]) =>
      onResolve({ filter }, () => {
        for (const part of parts) wanted.add(part)
        return undefined
      })
    // Not every handler calls both. If several files import an SDK, it is loaded once.
    want(/^@google\/generative-ai$/, google)
    want(/^@aws-sdk\/client-/, profiles, credentials)
    onLoad({ filter: google }, async ({ path }) => {
      found.add(google)
      return { contents: withShimmedGlobals(await readFile(path, 'utf8')) }
    })
    onLoad({ filter: profiles }, () => {
      found.add(profiles)
      return {
        contents: `export const filePromises = {}
export const fileIntercept = {}
export const readFile = async () => ''`,
      }
    })
    onResolve({ filter: credentials }, () => {
      found.add(credentials)
      return { path: shim('credentials.ts') }
    })
    onEnd(() => ({
      errors: [...wanted]
        .filter((file) => !found.has(file))
        .map(({ source }) => ({ text: `No file of an SDK matches ${source}` })),
    }))
  },
}
