import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { functions } from '../functions.ts'
import { bundleFiles } from './bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const verses = join(root, 'handlers/motivator/verses')
let folder: string

beforeEach(async () => {
  const dist = join(root, 'dist')
  await mkdir(dist, { recursive: true })
  folder = await mkdtemp(join(dist, 'bundle-test-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

const entryOf = async (code: string) => {
  const entry = join(folder, 'entry.ts')
  await writeFile(entry, code)
  return entry
}

/** Writes the files as the build does, and starts them as Lambda does. */
const started = async (code: string) => {
  const files = await bundleFiles(await entryOf(code), folder)
  for (const { path, contents } of files) await writeFile(path, contents)
  await copyFile(join(root, 'scripts/build/entry.mjs'), join(folder, 'index.mjs'))
  await writeFile(join(folder, 'index.mjs'), '\nexport const exported = module.exports\n', {
    flag: 'a',
  })
  return createRequire(import.meta.url)(join(folder, 'index.mjs')).exported
}

describe('what a handler imports on demand', () => {
  const references = `export { askedReferences } from '${verses}/references.ts'`
  const parser = () => join(folder, 'handlers-motivator-verses-parsers.cjs')

  it('is a file beside the bundle', async () => {
    const [bundle, ...others] = await bundleFiles(await entryOf(references), folder)
    expect(others.map(({ path }) => path)).toEqual([parser()])
    expect(bundle.text).not.toContain('Thessalonians|')
    expect(others[0]?.text.length).toBeGreaterThan(100_000)
    expect(bundle.text.length).toBeLessThan(100_000)
  })

  it('is read only when it is needed', async () => {
    const { askedReferences } = await started(references)
    await rm(parser())
    expect(await askedReferences('I am 25, and I feel anxious')).toEqual([])
    expect(await askedReferences('요즘 3일째 잠을 못 자요')).toEqual([])
    await expect(askedReferences('John 3:16')).rejects.toThrow('verses-parsers.cjs')
  })

  it('works in the built code', async () => {
    const { askedReferences } = await started(references)
    expect(await askedReferences('John 3:16')).toEqual([{ written: 'John 3:16', id: 'John.3.16' }])
    expect(await askedReferences('시편 23편 1절')).toEqual([
      { written: '시편 23편 1절', id: 'Ps.23.1' },
    ])
  })
})

describe('the verses', () => {
  it('add less than 18 kB to a bundle, compressed', async () => {
    const code = `export * from '${verses}/verses.ts'`
    const [bundle] = await bundleFiles(await entryOf(code), folder)
    expect(bundle.text).toContain('Berean Standard Bible')
    expect(gzipSync(bundle.contents, { level: 9 }).length).toBeLessThan(18_000)
  })

  const others = functions.filter(({ functionName }) => functionName !== 'motivator')

  it('are not in the bundle of another function', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: others.map(({ functionName }) => `handlers/${functionName}.ts`),
      outdir: folder,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      metafile: true,
      write: false,
    })
    const inputs = Object.keys(metafile.inputs)
    expect(inputs).toContain('handlers/chat.ts')
    expect(inputs.filter((file) => file.startsWith('handlers/motivator/'))).toEqual([])
  })
})
