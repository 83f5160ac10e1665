import { defineConfig } from 'vitest/config'
import all, { inProcess } from './vitest.config.ts'

const { MUTANTS_TESTS: chosen } = process.env

/** The tests that start no process, or the chosen ones, for `npm run mutants`. */
const tests = { ...inProcess.test, ...(chosen !== undefined && { include: chosen.split(',') }) }

export default defineConfig({
  ...all,
  test: { ...all.test, projects: [{ ...inProcess, test: tests }] },
})
