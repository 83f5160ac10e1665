import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * Loads each of Node's own modules when something of it is used, and not when it is imported: much of
 * what the SDKs import (zlib, file system, web streams, HTTP/2) no request ever needs.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path }) => {
      const name = path.replace(/^node:/, '')
      return builtinModules.includes(name) ? { path: name, namespace: 'builtin' } : undefined
    })
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: contentsOf(path) }))
  },
}

function contentsOf(name: string): string {
  const load = `process.getBuiltinModule(${JSON.stringify(name)})`
  const builtin: unknown = process.getBuiltinModule(`node:${name}`)
  // A class, such as that of node:events, is extended as soon as it is imported.
  if (typeof builtin !== 'object') return `module.exports = ${load}`
  return `const load = () => ${load}
for (const key of ${JSON.stringify(Object.keys(builtin ?? {}))}) {
  Object.defineProperty(exports, key, { enumerable: true, get: () => load()[key] })
}`
}
