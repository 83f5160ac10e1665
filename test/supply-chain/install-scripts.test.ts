import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

type Manifest = { allowScripts?: Record<string, boolean> }
type Lock = { packages: Record<string, { hasInstallScript?: boolean }> }

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const projects = globSync('{.,*}/package-lock.json', { cwd: root }).map(dirname)

describe('the install scripts of dependencies', () => {
  it('are those of the repository, the API page and the benchmark', () => {
    expect(projects.toSorted()).toEqual(['.', 'bench', 'docs'])
  })

  it.each(projects)('fail an install unless they were decided on: %s', (project) => {
    expect(read(`${project}/.npmrc`)).toBe('strict-allow-scripts=true\n')
  })

  it.each(projects)('are each allowed or denied, and nothing else is: %s', (project) => {
    const { allowScripts = {} }: Manifest = JSON.parse(read(`${project}/package.json`))
    const { packages }: Lock = JSON.parse(read(`${project}/package-lock.json`))
    const scripted = Object.entries(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
    expect(Object.keys(allowScripts).toSorted()).toEqual(scripted.toSorted())
  })

  it('run for the packages whose binaries they provide', () => {
    const allowed = projects.flatMap((project) => {
      const { allowScripts = {} }: Manifest = JSON.parse(read(`${project}/package.json`))
      return Object.keys(allowScripts).filter((name) => allowScripts[name])
    })
    expect(allowed.toSorted()).toEqual(['esbuild', 'node'])
  })
})
