import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { zipLambda } from './zip.ts'

const lambdas = new URL('../../dist/lambda/', import.meta.url)
let name: string

beforeEach(async () => {
  await mkdir(lambdas, { recursive: true })
  const folder = await mkdtemp(fileURLToPath(new URL('zip-test-', lambdas)))
  name = folder.split('/').at(-1) ?? ''
  await writeFile(new URL(`${name}/index.mjs`, lambdas), 'export const handler = () => 1\n')
})
afterEach(async () => {
  await rm(new URL(name, lambdas), { recursive: true })
  await rm(new URL(`${name}.zip`, lambdas))
})

const zipped = async () => {
  await zipLambda(name)
  return readFile(new URL(`${name}.zip`, lambdas))
}

it('holds the files of the folder at its top, readable by others', async () => {
  const zip = await zipped()
  expect(Object.keys(unzipSync(zip))).toEqual(['index.mjs'])
  // The external attributes of the first entry, in the central directory (APPNOTE 4.3.12).
  const directory = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'))
  expect((zip.readUInt32LE(directory + 38) >>> 16) & 0o777).toBe(0o644)
})

it('is the same for the same code, and differs for other code', async () => {
  const first = await zipped()
  const file = new URL(`${name}/index.mjs`, lambdas)
  await utimes(file, 0, 1_000_000)
  expect(await zipped()).toEqual(first)
  await writeFile(file, 'export const handler = () => 2\n')
  expect(await zipped()).not.toEqual(first)
})
