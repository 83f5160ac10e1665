import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { installFrom } from './install.ts'

const usage = `npm run mutants -- FILE… [--tests FILE]…

Changes one thing at a time in these files (paths or globs) and runs the tests that import
them. Lists the changes that no test notices; dist/mutants.html shows them in their code.

  --tests FILE  runs only these test files (a path or a glob)
  --help        this text`

const { values, positionals } = parseArgs({
  options: {
    tests: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
if (values.help || positionals.length === 0) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

// Stryker's own option activates mutants of module level too late, so the tests are chosen in
// vitest.mutants.config.ts.
if (values.tests.length > 0) process.env.MUTANTS_TESTS = values.tests.join(',')

const folder = installFrom('test/mutants')
const stryker = `${folder}/node_modules/@stryker-mutator/core/bin/stryker.js`
const { status } = spawnSync(
  process.execPath,
  [stryker, 'run', `${folder}/stryker.config.json`, '--mutate', positionals.join(',')],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
