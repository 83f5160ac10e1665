import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const event = 'events/chatbot-query.no-token.json'
let expected: string

beforeAll(async () => {
  expected = await mkdtemp(join(tmpdir(), 'expected-'))
  await cp(join(root, 'events/expected'), expected, { recursive: true })
})
afterAll(() => rm(expected, { recursive: true }))

const replay = (...args: string[]) =>
  new Promise<{ code: number; output: string }>((resolve) => {
    const command = ['scripts/replay.ts', '--expected', expected, ...args]
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
    })
  })

describe('npm run replay with an event', () => {
  it('shows it frame by frame with the time of each', async () => {
    const { code, output } = await replay(event)
    expect(code).toBe(0)
    expect(output).toContain('HTTP 401')
    expect(output).toMatch(/^ +\d+ ms {2}\{"error":"missing_token"/m)
  })

  it('shows a difference as a diff, and exits with 1', async () => {
    const file = join(expected, 'chatbot-query.no-token.txt')
    const transcript = await readFile(file, 'utf8')
    await writeFile(file, transcript.replace('Sign in first.', 'Sign in last.'))
    const { code, output } = await replay(event)
    expect(code).toBe(1)
    expect(output).toMatch(/^-.*Sign in last\./m)
    expect(output).toMatch(/^\+.*Sign in first\./m)

    expect((await replay('--no-build', '--update', event)).code).toBe(0)
    expect(await readFile(file, 'utf8')).toBe(transcript)
  })

  it('names the file that it cannot read', async () => {
    const { code, output } = await replay('events/nothing.json')
    expect(code).toBe(1)
    expect(output).toContain('events/nothing.json')
    expect(output).not.toContain('    at ')
  })
})
