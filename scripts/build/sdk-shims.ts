import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'

const shim = (file: string) =>
  fileURLToPath(new URL(`../../src/sdk-shims/${file}`, import.meta.url))

/** Google's SDK, as ES modules. */
export const google = /@google\/generative-ai\/dist\/index\.mjs$/
const profiles = /shared-ini-file-loader\/readFile\.js$/
const credentials = /^@aws-sdk\/credential-provider-node$/

/** The code of Google's SDK, with ours in the place of the globals that it uses. */
export const withShimmedGlobals = (code: string): string =>
  [
    `import { fetch, Headers } from ${JSON.stringify(shim('fetch.ts'))}`,
    `import { ReadableStream, TextDecoderStream } from ${JSON.stringify(shim('stream.ts'))}`,
    code,
  ].join('\n')

/**
 * Puts what a Lambda needs in the place of what its SDKs bring:
 *
 * - Google's, which knows `fetch` and web streams alone, gets ours, on Node's own HTTP client, which
 *   everything else in the bundle uses too;
 * - AWS's gets the one provider of credentials that Lambda feeds, and not those of eight other places,
 *   and finds the files of profiles empty, which Lambda has not.
 *
 * The build fails when one of them is not found any more, in a version of another making.
 */
export const sdkShims: Plugin = {
  name: 'sdk-shims',
  setup({ onLoad, onResolve, onEnd }) {
    const wanted = new Set([profiles, credentials])
    const found = new Set<RegExp>()
    // Not every handler asks Google; where several files import its SDK, it is loaded once.
    onResolve({ filter: /^@google\/generative-ai$/ }, () => void wanted.add(google))
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
        .map(({ source }) => ({ text: `No file of an SDK is ${source}` })),
    }))
  },
}
