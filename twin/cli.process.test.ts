import { describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { run } from './cli/fixtures/cli.ts'

describe('middy-chat', () => {
  it('says which version it is', async () => {
    expect(await run(['--version'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
  })

  it.each([
    [['--help'], 'middy-chat COMMAND'],
    [['help'], 'middy-chat COMMAND'],
    [['help', 'dev'], 'middy-chat dev FILE'],
    [['dev', '--help'], 'middy-chat dev FILE'],
    [['help', 'replay'], 'middy-chat replay FILE EVENT...'],
    [['replay', '--help'], 'middy-chat replay FILE EVENT...'],
  ])('helps, in lines of 80 characters: %j', async (args, heading) => {
    const { code, stdout } = await run(args)
    expect(code).toBe(0)
    expect(stdout.startsWith(heading)).toBe(true)
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it.each([
    [[], 'COMMAND is missing'],
    [['serve'], 'there is no command serve'],
    [['--nonsense'], 'there is no command --nonsense'],
    [['help', 'serve'], 'there is no command serve'],
    [['toString'], 'there is no command toString'],
  ])('refuses another command, with status 2: %j', async (args, told) => {
    const { code, stdout, stderr } = await run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^middy-chat: .* See middy-chat --help\.\n$/)
    expect(stderr).toContain(told)
  })
})
