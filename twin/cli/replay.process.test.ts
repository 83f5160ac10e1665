import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from './fixtures/cli.ts'

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'))
  await cp(fixtures, folder, { recursive: true })
  await mkdir(join(folder, 'events'))
  await writeFile(join(folder, 'events/one.json'), '{ "name": "one" }')
  await writeFile(join(folder, 'events/two.json'), '{ "name": "two" }')
})
afterEach(() => rm(folder, { recursive: true }))

const replay = (...args: string[]) => run(['replay', 'streams.mjs', ...args], folder)
const transcript = () => readFile(join(folder, 'events/expected/one.txt'), 'utf8')

describe('middy-chat replay', () => {
  it('shows an event frame by frame with the time of each', async () => {
    const { code, stdout } = await replay('events/one.json')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^one\nHTTP 200\ncontent-type: text\/event-stream$/m)
    expect(stdout).toMatch(/^ +\d+ ms {2}data: \{"name":"one"\}$/m)
    const ms = Number(/^ +(\d+) ms {2}data: \[DONE\]$/m.exec(stdout)?.[1])
    expect(ms, 'the pause of the handler').toBeGreaterThan(190)
  })

  it('writes the transcripts of a folder, and compares with them', async () => {
    expect((await replay('events')).code, 'without transcripts').toBe(1)
    expect(await replay('events', '--update')).toMatchObject({
      code: 0,
      stdout: '2 events, transcripts written\n',
    })
    expect(await transcript()).toBe(
      'HTTP 200\ncontent-type: text/event-stream\n\ndata: {"name":"one"}\n\ndata: [DONE]\n\n',
    )
    expect(await replay('events')).toMatchObject({ code: 0, stdout: '2 events, no differences\n' })
  })

  it('shows the difference and exits with 1', async () => {
    await replay('events', '--update')
    await writeFile(join(folder, 'events/one.json'), '{ "name": "other" }')
    const { code, stdout, stderr } = await replay('events')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('-data: {"name":"one"}\n+data: {"name":"other"}')
    expect(stderr).toMatch(/1 of 2 differ: one\n$/)
  })

  it('exits with 1 for an event without a transcript at which the function fails', async () => {
    await writeFile(join(folder, 'dies.mjs'), 'export const handler = async () => process.exit(1)')
    await writeFile(join(folder, 'events/none.json'), 'null')
    const { code, stdout } = await run(['replay', 'dies.mjs', 'events/none.json'], folder)
    expect(code).toBe(1)
    expect(stdout).toContain('The function failed: Runtime.ExitError')
  })

  it('refuses to write two transcripts into one file, and reports a file that it cannot write', async () => {
    await mkdir(join(folder, 'more'))
    await writeFile(join(folder, 'more/one.json'), '{}')
    const twice = await replay('events/one.json', 'more/one.json', '--expected', 'x', '--update')
    expect(twice).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('two events have this transcript\n'),
    })
    const onFile = await replay('events', '--expected', 'streams.mjs', '--update')
    expect(onFile).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^middy-chat replay: .*\n$/),
    })
  })

  it('finds the transcripts in another folder', async () => {
    await replay('events', '--update', '--expected', 'elsewhere')
    await expect(transcript()).rejects.toThrow('ENOENT')
    expect((await replay('events', '--expected', 'elsewhere')).code).toBe(0)
  })

  it('accepts tokens signed with the given keys, in the pool that it names', async () => {
    await writeFile(join(folder, 'keys.json'), '{"keys":[{"kid":"mine"}]}')
    await writeFile(
      join(folder, 'keys.mjs'),
      `export const handler = async () => (await fetch(process.env.COGNITO_JWKS_URI)).json()`,
    )
    const args = ['replay', 'keys.mjs', 'events/one.json', '--keys', 'keys.json']
    expect((await run(args, folder)).stdout).toContain('{"keys":[{"kid":"mine"}]}')
  })

  it.each([
    [['events/nothing.json'], 1, 'events/nothing.json: ENOENT'],
    [['fixtures-without-json'], 1, 'fixtures-without-json: ENOENT'],
    [['streams.mjs'], 1, 'streams.mjs: Unexpected token'],
    [['events', '--handler', 'nothing'], 1, 'streams.mjs does not start: Runtime.HandlerNotFound'],
    [[], 2, 'EVENT is missing'],
  ])('explains in one line what it cannot run: %j', async (args, status, told) => {
    const { code, stdout, stderr } = await replay(...args)
    expect({ code, stdout }).toEqual({ code: status, stdout: '' })
    expect(stderr).toMatch(/^middy-chat replay: .*\n$/)
    expect(stderr).toContain(told)
  })
})
