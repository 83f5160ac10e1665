import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { makeCodeCache } from '../scripts/build/code-cache.ts'
import { buildLambdas } from '../scripts/build/lambdas.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export const targetNames = [
  'middy-chat',
  'floor',
  'floor-http',
  'hono',
  'powertools',
  'middy',
] as const

export type TargetName = (typeof targetNames)[number]

export const titles: Record<TargetName, string> = {
  'middy-chat': 'middy-chat',
  floor: 'floor',
  'floor-http': 'floor on node:http',
  hono: 'Hono, AI SDK',
  powertools: 'Powertools',
  middy: 'Middy, off the shelf',
}

export const ours = 'middy-chat' satisfies TargetName

/** The target that all others are divided by. */
export const floor = 'floor' satisfies TargetName

/** The targets that need the dependencies of bench/package.json. */
export const peers: readonly TargetName[] = ['hono', 'powertools', 'middy']

/** The source of each target; ours comes from the project's own build. */
const sources: Record<Exclude<TargetName, typeof ours>, string> = {
  floor: 'bench/floor/with-fetch.ts',
  'floor-http': 'bench/floor/with-http.ts',
  hono: 'bench/peers/hono.ts',
  powertools: 'bench/peers/powertools.ts',
  middy: 'bench/peers/middy.ts',
}

export type Target = {
  name: TargetName
  /** The built handler. */
  file: string
  /** Where its processes write their output. */
  logFile: string
  minBytes: number
  gzipBytes: number
}

export const buildTargets = async (names: readonly TargetName[]): Promise<Target[]> => {
  for (const lambda of await buildLambdas()) makeCodeCache(lambda)
  return Promise.all(names.map(buildTarget))
}

async function buildTarget(name: TargetName): Promise<Target> {
  const file =
    name === ours
      ? join(root, 'dist/lambda/chatbot-query/index.mjs')
      : await bundle(sources[name], join(root, 'bench/dist', name, 'index.mjs'))
  const logFile = join(root, 'bench/dist', `${name}.log`)
  await mkdir(dirname(logFile), { recursive: true })
  return { name, file, logFile, ...(await sizes(dirname(file))) }
}

async function bundle(source: string, file: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    legalComments: 'none',
    logLevel: 'warning',
  })
  return file
}

/** The size of all deployed code, before and after gzip, without V8's code cache. */
async function sizes(folder: string): Promise<{ minBytes: number; gzipBytes: number }> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const contents = await Promise.all(
    files
      .filter((file) => file.isFile() && !file.name.endsWith('.cache'))
      .map((file) => readFile(join(file.parentPath, file.name))),
  )
  const total = (lengths: number[]) => lengths.reduce((sum, length) => sum + length, 0)
  return {
    minBytes: total(contents.map((bytes) => bytes.length)),
    gzipBytes: total(contents.map((bytes) => gzipSync(bytes, { level: 9 }).length)),
  }
}
