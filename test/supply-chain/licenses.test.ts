import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Package = { license?: string; dev?: boolean; optional?: boolean }

const { packages } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as { packages: Record<string, Package> }
const dependencies = Object.entries(packages).filter(([path]) => path !== '')

/** Licenses without conditions on the code that uses the package. */
const permissive = ['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']

/** Of tools that only run here: nothing that is published or deployed contains them. */
const forToolsOnly = ['MPL-2.0']
const tools = /^node_modules\/(axe-core|lightningcss(-[\w-]+)?)$/

const isPermissive = (license = 'none') =>
  license.split(' OR ').some((each) => permissive.includes(each.replaceAll(/[()]/g, '')))

describe('the licenses of dependencies', () => {
  it('are stated', () => {
    expect(dependencies.filter(([, { license }]) => !license)).toEqual([])
  })

  it('put no conditions on code that uses them, except those of tools', () => {
    const others = dependencies.filter(([, { license }]) => !isPermissive(license))
    expect(others.filter(([path]) => !tools.test(path))).toEqual([])
    for (const [, { license, dev }] of others) {
      expect(forToolsOnly).toContain(license)
      expect(dev).toBe(true)
    }
  })
})
