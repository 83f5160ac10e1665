import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { moduleNames, moduleReadme, withModuleTables } from './module-tables.ts'

describe.each(moduleNames)('the page of the module %s', (name) => {
  const page = readFileSync(moduleReadme(name), 'utf8')

  it('has an example, and the inputs and outputs of the code', () => {
    expect(page).toMatch(/^```hcl\nmodule "/m)
    expect(withModuleTables(name, page), 'npm run module-tables').toBe(page)
  })

  it('describes every input and output', () => {
    const rows = page.match(/^\| \w.*$/gm) ?? []
    const described = rows.filter((row) => /^\| \w+ \| \S[^|]*[.:] ?\|/.test(row))
    expect(described.length).toBe(rows.filter((row) => !row.startsWith('| Name')).length)
  })
})
