import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

type Step = { uses?: string; run?: string; with?: Record<string, unknown> }
type Job = {
  needs?: string | string[]
  uses?: string
  permissions?: Record<string, string>
  steps?: Step[]
}
type Workflow = { permissions: object; jobs: Record<string, Job> }

const folder = fileURLToPath(new URL('../../.github/workflows', import.meta.url))
const workflows = new Map(
  globSync('*.yml', { cwd: folder }).map((file) => {
    const workflow: Workflow = parse(readFileSync(`${folder}/${file}`, 'utf8'))
    return [file, workflow] as const
  }),
)
const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file} ${name}`, job })),
)
const jobOf = (file: string, name: string): Job => workflows.get(file)?.jobs[name] ?? {}

const stepsOf = ({ steps = [] }: Job) => steps
const commandsOf = (job: Job) => stepsOf(job).flatMap(({ run = [] }) => run)

describe('every workflow', () => {
  it.each([...workflows])('has no permissions but those of its jobs: %s', (_file, workflow) => {
    expect(workflow.permissions).toEqual({})
  })

  it.each(jobs)('names the permissions of each job: $name', ({ job }) => {
    expect(job.permissions).toBeTypeOf('object')
  })

  it.each(jobs)('leaves no credentials behind a checkout: $name', ({ job }) => {
    for (const { uses, with: inputs } of stepsOf(job)) {
      if (!uses?.startsWith('actions/checkout@')) continue
      expect(inputs).toMatchObject({ 'persist-credentials': false })
    }
  })

  it.each(jobs)('names each action by its commit: $name', ({ job }) => {
    for (const { uses } of stepsOf(job)) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40}$/)
    }
  })

  it.each(jobs)('puts no expression into a script: $name', ({ job }) => {
    for (const command of commandsOf(job)) expect(command).not.toContain('${{')
  })

  it.each(jobs)('runs no dependency in a job with rights: $name', ({ job }) => {
    const rights = Object.values(job.permissions ?? {}).includes('write')
    for (const command of rights ? commandsOf(job) : []) {
      expect(command).not.toMatch(/\b(npx|npm (ci|i|install|test|run|exec|pack))\b/)
    }
  })
})

describe('a release', () => {
  const test = jobOf('release.yml', 'test')
  const publish = jobOf('release.yml', 'publish')
  const tag = jobOf('release.yml', 'tag')

  it('is tested where nothing can be written', () => {
    expect(commandsOf(test)).toEqual(expect.arrayContaining(['npm test', 'npm run test:package']))
    expect(test).toMatchObject({ permissions: { contents: 'read' } })
    expect(test).not.toHaveProperty('environment')
  })

  it('publishes the tarball that was tested, and runs nothing else', () => {
    const [pack = -1, check = -1, upload = -1] = [
      /npm pack --pack-destination package/,
      /pack-and-import\.ts package\/\*\.tgz/,
      /package\/\*\.tgz/,
    ].map((words) =>
      stepsOf(test).findLastIndex(({ run, with: inputs }) =>
        words.test(String(run ?? inputs?.path)),
      ),
    )
    expect(pack).toBeGreaterThan(-1)
    expect([check, upload]).toEqual([pack + 1, pack + 2])
    expect(publish).toMatchObject({
      needs: 'test',
      environment: 'npm',
      permissions: { 'id-token': 'write' },
    })
    expect(commandsOf(publish)).toEqual([
      expect.stringMatching(/^npm publish \.\/package\/\*\.tgz .*--ignore-scripts$/),
    ])
    expect(stepsOf(publish).flatMap(({ uses = [] }) => uses)).toEqual([
      expect.stringMatching(/^actions\/download-artifact@/),
      expect.stringMatching(/^actions\/setup-node@/),
    ])
  })

  it('is tagged by a job that cannot publish', () => {
    expect(Object.keys(publish.permissions ?? {})).toEqual(['id-token'])
    expect(tag).toMatchObject({ needs: ['test', 'publish'], permissions: { contents: 'write' } })
    expect(Object.keys(tag.permissions ?? {})).toEqual(['contents'])
  })
})
