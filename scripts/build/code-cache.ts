import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeFlags } from '../../twin/runtime/node-flags.ts'
import type { BuiltLambda } from './lambdas.ts'

const program = fileURLToPath(new URL('code-cache-process.ts', import.meta.url))

/**
 * Puts V8's code of a built Lambda beside its bundle, so that a cold start need
 * not compile it. It is good for this very version of Node.js, on this kind of
 * processor, with Lambda's flags; with any other V8 compiles as it always does.
 * Of these flags V8 minds `--expose-gc` alone, so the memory may be any.
 */
export const makeCodeCache = ({ name, folder }: Pick<BuiltLambda, 'name' | 'folder'>): void => {
  execFileSync(process.execPath, [...nodeFlags(), program, name, folder], { stdio: 'inherit' })
}
