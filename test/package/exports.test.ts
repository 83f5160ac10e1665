import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageEntries } from '../../scripts/package-entries.ts'
import { moduleGraph } from '../support/module-graph.ts'
import { type Consumer, manifest, startConsumer } from './consumer.ts'
import { importAll, resolutions, typed } from './consumer-code.ts'

const entries = [...packageEntries.keys()]

/** The library's dependencies that importing an entry loads, where it loads others than `usual`. */
const loads: Record<string, string[]> = {
  'middy-chat/client': ['eventsource-parser'],
  'middy-chat/client/chats': ['eventsource-parser'],
  'middy-chat/cognito-auth': ['@middy/util', 'aws-jwt-verify'],
  'middy-chat/event-stream': ['@middy/core', '@middy/util'],
  'middy-chat/json-answer': ['@middy/util', 'content-type', 'negotiator'],
  'middy-chat/json-body': ['@middy/http-json-body-parser', '@middy/util'],
  'middy-chat/json-errors': ['@middy/http-error-handler', '@middy/util'],
  'middy-chat/jwt-auth': ['@middy/util', 'jose'],
  'middy-chat/models/with-breaker': ['@middy/util', 'cockatiel'],
  'middy-chat/models/with-retry': ['@middy/util', 'cockatiel'],
  'middy-chat/testing': ['eventsource-parser'],
}
const usual = '@middy/util'

/** The packages that an entry's sources import. */
const imports = new Map(
  await Promise.all(
    Array.from(
      packageEntries,
      async ([entry, source]) => [entry, await importsOf(source)] as const,
    ),
  ),
)

const optional = Object.keys(manifest.peerDependenciesMeta)

/** The optional peers that an entry needs. */
const needs = Array.from(
  imports,
  ([entry, names]) => [entry, names.filter((name) => optional.includes(name))] as const,
)
const needy = needs.filter(([, peers]) => peers.length > 0)
const light = needs.filter(([, peers]) => peers.length === 0).map(([entry]) => entry)

describe('the packed library', () => {
  let lean: Consumer
  let whole: Consumer

  beforeAll(() => {
    lean = startConsumer(['@middy/core'])
    whole = startConsumer([
      ...Object.keys(manifest.peerDependencies),
      ...['@types/node', '@types/react'],
    ])
  })
  afterAll(() => {
    lean.close()
    whole.close()
  })

  it('says what is special of imports that there are, and need nothing else', () => {
    expect(Object.keys(loads).filter((entry) => !light.includes(entry))).toEqual([])
  })

  it('does not let anybody import what is internal', async () => {
    for (const name of ['models/internal/bedrock', 'models/recorded/gemini.none', 'src/options']) {
      whole.write('one.mjs', `await import('middy-chat/${name}')`)
      await expect(whole.run(['one.mjs']), name).rejects.toThrow(
        /ERR_(PACKAGE_PATH_NOT_EXPORTED|MODULE_NOT_FOUND)/,
      )
    }
  })

  it.each(entries)('%s imports, with everything installed', async (entry) => {
    whole.write('one.mjs', `console.log(typeof (await import('${entry}')))`)
    expect(await whole.run(['one.mjs'])).toBe('object\n')
  })

  it.each(light)('%s loads nothing but what comes with the library', async (entry) => {
    lean.write('one.mjs', loading(entry))
    const loaded: string[] = JSON.parse(await lean.run(['one.mjs']))
    expect(loaded).toEqual(loads[entry] ?? loaded.filter((name) => name === usual))
  })

  it.each(needy)('%s names one of %j where it is not installed', async (entry, peers) => {
    lean.write('one.mjs', `await import('${entry}')`)
    const names = new RegExp(`Cannot find package '(${peers.join('|')})'`)
    await expect(lean.run(['one.mjs'])).rejects.toThrow(names)
  })

  it('brings the command, which needs nothing else', async () => {
    lean.write('hello.mjs', `export const handler = async ({ name }) => \`hello \${name}\``)
    lean.write('events/ada.json', '{ "name": "Ada" }')
    lean.write('events/expected/ada.txt', 'HTTP 200\ncontent-type: application/json\n\n"hello Ada"')
    const command = join('node_modules/middy-chat', manifest.bin['middy-chat'])
    const printed = await lean.run([command, 'replay', 'hello.mjs', 'events'])
    expect(printed).toContain('1 events, no differences')
  })

  it('has a dependency or an optional peer for all that its sources import', () => {
    const { dependencies, peerDependencies } = manifest
    const declared = Object.keys({ ...dependencies, ...peerDependencies })
    for (const [entry, names] of imports) {
      expect(
        names.filter((name) => !declared.includes(name)),
        entry,
      ).toEqual([])
    }
  })

  it.each(resolutions)(
    'has types that say what a middleware adds, under %s %s',
    (...resolution) => {
      whole.write('all.ts', importAll(entries))
      whole.write('typed.ts', typed)
      whole.compile([
        '--strict',
        '--types',
        'node',
        '--skipLibCheck',
        ...resolution,
        'all.ts',
        'typed.ts',
      ])
    },
  )
})

/** The packages that a source imports, also through our other modules; no types or lazy imports. */
async function importsOf(source: string): Promise<string[]> {
  const imported = Object.values(await moduleGraph(source))
    .flatMap(({ imports }) => imports)
    .filter(
      ({ external, kind, path }) => external && kind === 'import-statement' && !isBuiltin(path),
    )
  return [...new Set(imported.map(({ path }) => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path))]
}

/** Prints the packages whose modules an import loads, without the library itself. */
function loading(entry: string): string {
  return `import { registerHooks } from 'node:module'
const packages = new Set()
registerHooks({
  load(url, context, nextLoad) {
    packages.add(/.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url)?.[1])
    return nextLoad(url, context)
  },
})
await import('${entry}')
packages.delete(undefined)
packages.delete('middy-chat')
console.log(JSON.stringify([...packages].sort()))`
}
