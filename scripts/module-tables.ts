// Regenerates the tables of inputs and outputs in the READMEs of the Terraform modules.
import { readFileSync, writeFileSync } from 'node:fs'
import { moduleNames, moduleReadme, withModuleTables } from '../test/terraform/module-tables.ts'

for (const name of moduleNames) {
  const page = moduleReadme(name)
  writeFileSync(page, withModuleTables(name, readFileSync(page, 'utf8')))
}
