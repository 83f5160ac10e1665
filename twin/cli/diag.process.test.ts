import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from './fixtures/cli.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diag-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Runs `diag` where Terraform is this script. */
const diag = async (script: string, ...args: string[]) => {
  const terraform = join(folder, 'terraform')
  await writeFile(terraform, `#!/bin/sh\n${script}\n`)
  await chmod(terraform, 0o755)
  await mkdir(join(folder, 'root'))
  return run(['diag', ...args], folder, [], { PATH: `${folder}:${process.env.PATH}` })
}

const outputs = (values: Record<string, string>) =>
  `test "$*" = "output -no-color -json" && test "$(basename "$PWD")" = root && echo '${JSON.stringify(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
  )}'`

const dev = outputs({
  public_chat_endpoint: 'https://abc.example/chat',
  public_chat_function_name: 'middy-chat-public-dev',
})

describe('middy-chat diag', () => {
  it("reads an environment's address from Terraform's outputs", async () => {
    expect(await diag(dev, 'url', 'dev', '--terraform', 'root')).toEqual({
      code: 0,
      stdout: 'https://abc.example/chat\n',
      stderr: '',
    })
  })

  it.each([
    ['the state of another environment', dev, 'prod', 'not of prod: run terraform init'],
    ['a root without the function', outputs({}), 'dev', 'have no public_chat_endpoint'],
    [
      'a root that is not initialised',
      "printf '╷\\n│ Error: Backend initialization required\\n│ …' >&2; exit 1",
      'dev',
      'root: Backend initialization required',
    ],
  ])('says so of %s', async (_, script, environment, why) => {
    const { code, stdout, stderr } = await diag(script, 'url', environment, '--terraform', 'root')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^middy-chat diag: .*\n$/)
    expect(stderr).toContain(why)
  })

  it('says so of a folder that does not exist', async () => {
    const { code, stderr } = await diag(dev, 'url', 'dev', '--terraform', 'nowhere')
    expect([code, stderr]).toEqual([
      1,
      'middy-chat diag: nowhere: no such folder; see --terraform.\n',
    ])
  })

  it('says so of a machine without Terraform', async () => {
    const { code, stderr } = await run(['diag', 'url', 'dev', '--terraform', '.'], folder, [], {
      PATH: folder,
    })
    expect(code).toBe(1)
    expect(stderr).toContain('terraform is not installed')
  })

  it('names the package that logs needs', async () => {
    const missing = `data:text/javascript,import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (name !== '@aws-sdk/client-cloudwatch-logs') return next(name, context);
        throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' })
      } })`
    const args = ['diag', 'logs', '--log-group', 'group']
    const { code, stderr } = await run(args, folder, ['--import', missing])
    expect([code, stderr]).toEqual([
      1,
      'middy-chat diag: logs needs the AWS SDK: npm install --save-dev @aws-sdk/client-cloudwatch-logs\n',
    ])
  })
})
