import { readFileSync } from 'node:fs'
import { transform } from 'esbuild'
import { describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { run } from './cli/fixtures/cli.ts'

describe('middy-chat', () => {
  it('prints its version', async () => {
    expect(await run(['--version'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
  })

  const onNode = (version: string) =>
    run(['--version'], undefined, [
      '--import',
      `data:text/javascript,Object.defineProperties(process, {
        version: { value: 'v${version}' }, versions: { value: { node: '${version}' } } })`,
    ])

  it.each(['10.24.1', '20.20.2', '22.14.9'])(
    'names the Node.js that it needs: on %s',
    async (version) => {
      expect(manifest.engines.node).toBe('>=22.15')
      expect(await onNode(version)).toEqual({
        code: 1,
        stdout: '',
        stderr: `middy-chat needs Node.js 22.15 or later; this is v${version}.\n`,
      })
    },
  )

  it.each(['22.15.0', '24.0.0'])('runs on %s', async (version) => {
    expect(await onNode(version)).toMatchObject({ code: 0, stderr: '' })
  })

  it('begins with a file that Node.js 10 can parse', async () => {
    const source = readFileSync(new URL('cli.cts', import.meta.url), 'utf8')
    const compiled = async (target: string) => {
      const supported = { 'dynamic-import': true }
      return (await transform(source, { loader: 'ts', target, supported })).code
    }
    expect(await compiled('node10')).toBe(await compiled('esnext'))
    expect(source).not.toMatch(/^(import|export)\b/m)
  })

  it.each([
    [['--help'], 'middy-chat COMMAND'],
    [['help'], 'middy-chat COMMAND'],
    [['help', 'dev'], 'middy-chat dev FILE'],
    [['dev', '--help'], 'middy-chat dev FILE'],
    [['help', 'replay'], 'middy-chat replay FILE EVENT...'],
    [['replay', '--help'], 'middy-chat replay FILE EVENT...'],
    [['diag', '--help'], 'middy-chat diag WHAT ENV'],
  ])('prints help in lines of at most 80 characters: %j', async (args, heading) => {
    const { code, stdout } = await run(args)
    expect(code).toBe(0)
    expect(stdout.startsWith(heading)).toBe(true)
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it.each([
    [[], 'COMMAND is missing'],
    [['serve'], 'unknown command serve'],
    [['--nonsense'], 'unknown command --nonsense'],
    [['help', 'serve'], 'unknown command serve'],
    [['toString'], 'unknown command toString'],
  ])('refuses an unknown command with status 2: %j', async (args, told) => {
    const { code, stdout, stderr } = await run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^middy-chat: .* See middy-chat --help\.\n$/)
    expect(stderr).toContain(told)
  })
})
