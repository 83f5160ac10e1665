import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeFlags } from '../../twin/runtime/node-flags.ts'
import type { BuiltLambda } from './lambdas.ts'

const program = fileURLToPath(new URL('code-cache-process.ts', import.meta.url))

/**
 * Puts V8's compiled code for a built Lambda beside its bundle, so that a cold
 * start need not compile it. It is valid only for this exact version of Node.js,
 * this kind of processor and Lambda's flags; with any other, V8 compiles as usual.
 * Of these flags only `--expose-gc` matters to V8, so any memory size works.
 */
export const makeCodeCache = ({ name, folder }: Pick<BuiltLambda, 'name' | 'folder'>): void => {
  execFileSync(process.execPath, [...nodeFlags(), program, name, folder], { stdio: 'inherit' })
}
