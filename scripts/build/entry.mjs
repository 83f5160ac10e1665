// The entry of a built Lambda, copied to index.mjs: runs bundle.cjs with the code that V8 compiled
// at build time, if it is valid. V8 rejects code from another version or other flags; the hash
// reveals code that is truncated or belongs to another bundle. Without valid code V8 compiles the
// bundle again. The build adds a line that re-exports the bundle, because an ES module names its
// exports.
const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs')
const { hash } = process.getBuiltinModule('node:crypto')
const { Script } = process.getBuiltinModule('node:vm')
const { fileURLToPath } = process.getBuiltinModule('node:url')

const folder = fileURLToPath(new URL('.', import.meta.url))
const filename = `${folder}bundle.cjs`
const bundle = readFileSync(filename, 'utf8')
const source = `(function (exports, module, require) {${bundle}\n})`

export const cacheFile = `${folder}${process.version}-${process.arch}.cache`
const cachedData = readCache()
export const script = new Script(source, { filename, cachedData })
if (cachedData ? script.cachedDataRejected : hasOther()) warn()

const module = { exports: {} }
script.runInThisContext()(module.exports, module, load)

/** The code, preceded by a hash of the bundle and the code. */
export function seal(code) {
  return Buffer.concat([hash('sha256', Buffer.concat([Buffer.from(bundle), code]), 'buffer'), code])
}

/** A module of Node.js, or a file beside the bundle that is read on demand. */
function load(name) {
  if (!name.startsWith('./')) return process.getBuiltinModule(name)
  return process.getBuiltinModule('node:module').createRequire(filename)(name)
}

function readCache() {
  try {
    const sealed = readFileSync(cacheFile)
    const code = sealed.subarray(32)
    return seal(code).equals(sealed) ? code : undefined
  } catch {
    return undefined
  }
}

function hasOther() {
  try {
    return readdirSync(folder).some((file) => file.endsWith('.cache'))
  } catch {
    return false
  }
}

/** The answer is slower, not wrong, so nobody would notice without a warning. */
function warn() {
  const { version, arch, execArgv } = process
  const message = 'The code cache belongs to another version of Node.js or to other flags'
  console.warn(JSON.stringify({ level: 'WARN', message, version, arch, flags: execArgv.join(' ') }))
}
