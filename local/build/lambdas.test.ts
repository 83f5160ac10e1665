import { execFileSync } from 'node:child_process'
import { build, type Plugin } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { lazyBuiltins } from './lazy-builtins.ts'
import { leanSdks } from './lean-sdks.ts'

const bundled = async (contents: string, plugin: Plugin): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [plugin],
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

/** The modules of Node.js itself that a script loads, and what it prints. */
const run = (code: string) => {
  const told = `${code}\nconsole.log([...process.moduleLoadList, ''].join())`
  const printed = execFileSync(process.execPath, ['-e', told], { encoding: 'utf8' })
  return { has: (name: string) => printed.includes(`NativeModule ${name},`), printed }
}

describe("Node's own modules in a bundle", () => {
  it.each([
    ['ES modules', "import { gzipSync } from 'node:zlib'; export const pack = () => gzipSync('a')"],
    ['CommonJS', "const zlib = require('zlib'); exports.pack = () => zlib.gzipSync('a')"],
    ['a default import', "import zlib from 'zlib'; export const pack = () => zlib.gzipSync('a')"],
    ['a namespace', "import * as z from 'zlib'; export const pack = () => z.gzipSync('a')"],
  ])('are loaded when they are used: %s', async (_name, source) => {
    const code = await bundled(source, lazyBuiltins)
    expect(run(code).has('zlib')).toBe(false)
    const used = run(`${code}\nconsole.log('packed', module.exports.pack().length)`)
    expect(used.has('zlib')).toBe(true)
    expect(used.printed).toMatch(/packed \d+/)
  })

  it('are there at once where they are classes', async () => {
    const source = "import Events from 'node:events'; export class Mine extends Events {}"
    const code = await bundled(source, lazyBuiltins)
    expect(run(`${code}\nconsole.log(new module.exports.Mine().on)`).printed).toContain('Function')
  })

  it('load no undici with node:http', async () => {
    const source = "import { request } from 'node:http'; export const get = () => request.name"
    const code = await bundled(source, lazyBuiltins)
    const used = run(`${code}\nconsole.log(module.exports.get())`)
    expect(used.has('http')).toBe(true)
    expect(used.printed).not.toContain('undici')
  })
})

describe('what is put in the place of an SDK', () => {
  it('is missed by the build when the SDK is made otherwise', async () => {
    await expect(bundled("import '@google/generative-ai'", leanSdks)).rejects.toThrow(
      /credential-provider-node/,
    )
  })
})
