import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

type Targets = Record<string, string | { types: string; default: string } | null>
const targets: Targets = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).exports

/**
 * What `package.json` exports, with its patterns expanded from the sources: maps the name that each
 * module is imported by to its source, relative to the root.
 */
export const packageEntries: ReadonlyMap<string, string> = new Map(
  Object.entries(targets)
    .flatMap(([name, target]) =>
      // A file that is not a module, or one that may not be imported.
      target === null || typeof target === 'string' ? [] : modulesOf(name, target.default),
    )
    .toSorted(([one], [other]) => (one < other ? -1 : 1)),
)

function modulesOf(name: string, target: string): [string, string][] {
  const source = target.replace('./dist/lib/', '').replace('.js', '')
  const file = `${source}.ts`
  const files = source.includes('*')
    ? globSync(file, { cwd: root }).filter((each) => !each.endsWith('.test.ts'))
    : [existsSync(`${root}/${file}`) ? file : `${file}x`]
  const before = source.replace('*', '').length
  return files.map((each) => {
    const part = each.slice(before, -'.ts'.length)
    return [name.replace('.', 'middy-chat').replace('*', part), each]
  })
}
