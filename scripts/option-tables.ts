// Regenerates the option tables in middlewares/README.md from the docstrings of the options.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withOptionTables } from '../test/documentation/options.ts'

const page = fileURLToPath(new URL('../middlewares/README.md', import.meta.url))
writeFileSync(page, withOptionTables(readFileSync(page, 'utf8')))
