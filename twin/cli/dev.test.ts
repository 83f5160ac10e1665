import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runCommand } from '../command.ts'
import { dev } from './dev.ts'

const file = fileURLToPath(new URL('fixtures/streams.mjs', import.meta.url))

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

describe('middy-chat dev with an invalid command line', () => {
  it.each([
    [[], 'FILE is missing'],
    [['a.mjs', 'b.mjs'], 'only one FILE'],
    [[file, '--port', '1e3'], '--port must be a whole number, 0 to 65535'],
    [[file, '--port', '70000'], '--port must be a whole number, 0 to 65535'],
    [[file, '--concurrency', '0'], '--concurrency must be a whole number, 1 or more'],
    [[file, '--timeout', 'long'], '--timeout must be a whole number, 1 to 900'],
    [[file, '--timeout', '901'], '--timeout must be a whole number, 1 to 900'],
    [[file, '--env', 'secret'], '--env must be NAME=VALUE'],
  ])('explains in one line, with status 2: %j', async (args, told) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    await runCommand('middy-chat dev', () => dev(args))
    expect(process.exitCode).toBe(2)
    expect(printed.mock.calls).toEqual([[expect.stringMatching(/^middy-chat dev: .*$/)]])
    expect(printed.mock.calls.join()).toContain(told)
    expect(printed.mock.calls.join()).not.toContain('secret')
  })
})
