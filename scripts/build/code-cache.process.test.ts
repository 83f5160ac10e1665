import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Cloud, pool, startCloud } from '../../twin/cloud.ts'
import { nodeFlags } from '../../twin/runtime/node-flags.ts'
import { startIssuer } from '../../twin/services/issuer.ts'
import { makeCodeCache } from './code-cache.ts'
import { buildLambdas } from './lambdas.ts'

const name = 'chatbot-query'
const root = new URL('../../', import.meta.url)
const dist = fileURLToPath(new URL('dist/', root))
const cacheName = `${process.version}-${process.arch}.cache`

let cloud: Cloud
let made: string
/** A copy of the built Lambda, with its cache. */
let lambda: string
/** What it answers while the cache is intact. */
let answer: string

beforeAll(async () => {
  await mkdir(join(dist, 'lambda', name), { recursive: true })
  await writeFile(join(dist, 'lambda', name, 'of-an-earlier-build.cjs'), '')
  const built = (await buildLambdas()).find((each) => each.name === name)
  made = await mkdtemp(join(dist, 'made-'))
  for (const file of ['index.mjs', 'bundle.cjs']) {
    await copyFile(join(built?.folder ?? '', file), join(made, file))
  }
  makeCodeCache({ name, folder: made })
  const jwks = JSON.parse(await readFile(new URL('events/keys/jwks.json', root), 'utf8'))
  cloud = await startCloud(await startIssuer({ ...pool, jwks }), { paceMs: 1 })
  lambda = made
  ;({ answer } = await start())
})
beforeEach(async () => {
  lambda = await mkdtemp(join(dist, 'cache-'))
  await cp(made, lambda, { recursive: true })
})
afterAll(async () => {
  const left = (await readdir(dist)).filter((each) => /^(cache|made)-/.test(each))
  await Promise.all(left.map((each) => rm(join(dist, each), { recursive: true })))
  await cloud.close()
})

type Start = { cached: boolean; rejected: boolean; answer: string; warnings: number }

const probe = fileURLToPath(new URL('code-cache-probe.ts', import.meta.url))

/** Starts it in its own process, lets it answer the recorded event, and reports how it started. */
const start = async (flags = nodeFlags()): Promise<Start> => {
  const event = fileURLToPath(new URL(`events/${name}.ok.json`, root))
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...flags, probe, join(lambda, 'index.mjs'), event],
    { env: { PATH: process.env.PATH, ...cloud.environment } },
  )
  const warnings = `${stdout}${stderr}`.split('The code cache belongs to another').length - 1
  return { ...JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), warnings }
}

/** Changes V8's code and gives it a matching hash. */
const reseal = async (change: (code: Buffer) => void) => {
  const file = join(lambda, cacheName)
  const code = (await readFile(file)).subarray(32)
  change(code)
  const bundle = await readFile(join(lambda, 'bundle.cjs'))
  const proof = hash('sha256', Buffer.concat([bundle, code]), 'buffer')
  await writeFile(file, Buffer.concat([proof, code]))
}

it('is built without the files of an earlier build', async () => {
  const files = await readdir(join(dist, 'lambda', name))
  expect(files.filter((file) => file.endsWith('.cjs'))).toEqual(['bundle.cjs'])
})

describe("V8's code cache", () => {
  it.each([128, 512, 10_240])("is used with Lambda's flags for %i MB", async (memory) => {
    const started = await start(nodeFlags(memory))
    expect(started).toMatchObject({ cached: true, rejected: false, warnings: 0 })
  })

  const answered = expect.stringMatching(/^200 data: \{"chunk":[\s\S]*data: \[DONE\]\n\n$/)

  it.each([
    ['of other flags', async () => {}, [...nodeFlags(), '--no-opt']],
    ['of no flags', async () => {}, []],
    ['made by another V8', () => reseal((code) => code.writeUInt32LE(0, 4)), nodeFlags()],
    ['for another Node.js', () => rename('v24.0.0-x64.cache'), nodeFlags()],
    ['that is truncated', () => edit((sealed) => sealed.subarray(0, 100_000)), nodeFlags()],
    ['that is empty', () => edit(() => Buffer.alloc(0)), nodeFlags()],
    ['that has a byte changed', () => edit(flipped), nodeFlags()],
    ['of another bundle', () => appendToBundle('\n;'), nodeFlags()],
  ])(
    'is ignored with one warning, and the answer is the same: %s',
    async (_which, spoil, flags) => {
      await spoil()
      const { cached, rejected, ...rest } = await start(flags)
      expect(cached && !rejected).toBe(false)
      expect(rest).toEqual({ answer, warnings: 1 })
      expect(answer).toEqual(answered)
    },
  )

  it("leaves the bundle's own characters unchanged", async () => {
    await writeFile(
      join(lambda, 'bundle.cjs'),
      "exports.handler = () => /^[가-힣]$/.test('\\uac00')",
    )
    const { handler } = await import(join(lambda, 'index.mjs'))
    expect(handler()).toBe(true)
  })

  it('is optional', async () => {
    await rm(join(lambda, cacheName))
    expect(await start()).toMatchObject({ cached: false, answer: answered, warnings: 0 })
  })
})

const rename = async (other: string) => {
  await cp(join(lambda, cacheName), join(lambda, other))
  await rm(join(lambda, cacheName))
}

const edit = async (change: (sealed: Buffer) => Buffer) => {
  const file = join(lambda, cacheName)
  await writeFile(file, change(await readFile(file)))
}

const appendToBundle = (code: string) => writeFile(join(lambda, 'bundle.cjs'), code, { flag: 'a' })

function flipped(sealed: Buffer): Buffer {
  sealed.writeUInt8(sealed.readUInt8(200_000) ^ 1, 200_000)
  return sealed
}
