import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

// What a workflow refers to exists: GitHub takes a missing secret, variable or output for an empty
// text, and says so nowhere.

type Step = { id?: string; run?: string; uses?: string; with?: Record<string, unknown> }
type Job = {
  needs?: string | string[]
  uses?: string
  with?: Record<string, unknown>
  outputs?: Record<string, string>
  steps?: Step[]
}
type Inputs = { inputs?: Record<string, { required?: boolean }> }
type Workflow = {
  on: { workflow_call?: Inputs; workflow_dispatch?: Inputs }
  jobs: Record<string, Job>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
const folder = '.github/workflows'
const files = globSync('*.yml', { cwd: `${root}/${folder}` })
const workflowOf = (file: string): Workflow => parse(read(`${folder}/${file}`))

/** The names after `prefix.` in the expressions of a text. */
const namesAfter = (prefix: string, text: string) =>
  new Set(
    [...text.matchAll(/\$\{\{([^}]*)\}\}|^ *if: (?!>)(.*)$/gm)].flatMap(([, a = '', b = '']) =>
      Array.from(
        `${a} ${b}`.matchAll(new RegExp(`\\b${prefix}\\.(\\w+)`, 'g')),
        ([, name]) => name,
      ),
    ),
  )

/** What a step writes to `$GITHUB_OUTPUT`: `NAME=…`, with the names of a loop for `$name`. */
const outputsOf = ({ run = '' }: Step) => {
  const names = Array.from(
    run.matchAll(/echo "(\$?\w+)=.*>>"\$GITHUB_OUTPUT"/g),
    ([, it = '']) => it,
  )
  const [, list = ''] = /^ *for name in (.+); do$/m.exec(run) ?? []
  return names.flatMap((name) => (name === '$name' ? list.split(' ') : [name]))
}

const jobs = files.flatMap((file) =>
  Object.entries(workflowOf(file).jobs).map(([name, job]) => ({ file, name, job })),
)
const needsOf = ({ needs = [] }: Job) => [needs].flat()

describe('every job', () => {
  it.each(jobs)('needs jobs of its own workflow: $file $name', ({ file, job }) => {
    const known = Object.keys(workflowOf(file).jobs)
    expect(needsOf(job).filter((each) => !known.includes(each))).toEqual([])
  })

  it.each(jobs)('reads outputs of jobs that it needs: $file $name', ({ file, job }) => {
    const read = JSON.stringify(job).matchAll(/\bneeds\.(\w+)\.outputs\.(\w+)/g)
    for (const [, needed = '', output = ''] of read) {
      expect(needsOf(job)).toContain(needed)
      expect(workflowOf(file).jobs[needed]?.outputs).toHaveProperty(output)
    }
  })

  it.each(jobs)('reads outputs that an earlier step writes: $file $name', ({ job }) => {
    const { steps = [], outputs = {} } = job
    const written = new Set<string>()
    const check = (value: unknown) => {
      for (const [, path = ''] of JSON.stringify(value).matchAll(/\bsteps\.(\w+\.outputs\.\w+)/g)) {
        expect([...written]).toContain(path)
      }
    }
    for (const step of steps) {
      check(step)
      for (const output of outputsOf(step)) written.add(`${step.id}.outputs.${output}`)
    }
    check(outputs)
  })

  it.each(jobs)('downloads what a job before it uploads: $file $name', ({ file, job }) => {
    const all = workflowOf(file).jobs
    const earlier = (each: Job): Job[] =>
      needsOf(each).flatMap((name) => [all[name] ?? {}, ...earlier(all[name] ?? {})])
    const named = (each: Job, action: string) =>
      (each.steps ?? [])
        .filter(({ uses }) => uses?.startsWith(`actions/${action}-artifact@`))
        .map((step) => step.with?.name)
    const uploaded = earlier(job).flatMap((each) => named(each, 'upload'))
    expect(named(job, 'download').filter((name) => !uploaded.includes(name))).toEqual([])
  })

  const calling = jobs.filter(({ job }) => job.uses !== undefined)
  it.each(calling)('gives a called workflow its inputs: $file $name', ({ job }) => {
    const called = workflowOf(String(job.uses).replace(`./${folder}/`, ''))
    const { inputs = {} } = called.on.workflow_call ?? {}
    expect(Object.keys(job.with ?? {}).toSorted()).toEqual(Object.keys(inputs).toSorted())
  })
})

describe('every workflow', () => {
  it.each(files)('reads inputs that it declares: %s', (file) => {
    const { workflow_call: called, workflow_dispatch: started } = workflowOf(file).on
    const declared = Object.keys({ ...called?.inputs, ...started?.inputs })
    const used = [...namesAfter('inputs', read(`${folder}/${file}`))]
    expect(used.filter((name) => !declared.includes(String(name)))).toEqual([])
  })

  it.each(files)('reads secrets and variables that the page for operators lists: %s', (file) => {
    const page = read('terraform/README.md')
    const text = read(`${folder}/${file}`)
    for (const name of [...namesAfter('secrets', text), ...namesAfter('vars', text)]) {
      expect(page).toContain(`\`${name}\``)
    }
  })
})

describe('a deployment', () => {
  const apply = workflowOf('stack.yml').jobs.apply ?? {}
  const run = (apply.steps ?? []).map((step) => step.run ?? '').join('\n')

  it('reads outputs that the stack has', () => {
    const outputs = (apply.steps ?? []).filter(({ id }) => id === 'stack').flatMap(outputsOf)
    expect(outputs.length).toBeGreaterThan(4)
    for (const name of outputs) expect(read('terraform/outputs.tf')).toContain(`output "${name}" {`)
  })

  it('sets variables that the stack has', () => {
    const names = Array.from(run.matchAll(/\bTF_VAR_(\w+)=/g), ([, name]) => name)
    expect(names).toEqual(['gemini_api_key', 'public_chat_salt'])
    for (const name of names) {
      expect(read('terraform/variables.tf')).toContain(`variable "${name}" {`)
    }
  })

  it('passes to the smoke test only what it reads', () => {
    const smoke =
      read('.ci/smoke.ts') +
      globSync(`${root}/.ci/smoke/*.ts`).map((file) => readFileSync(file, 'utf8'))
    const passed = [...new Set(JSON.stringify(apply.steps).match(/\bSMOKE_\w+(?=":)/g))]
    expect(passed.length).toBeGreaterThan(8)
    for (const name of passed) expect(smoke).toContain(name)
  })
})
