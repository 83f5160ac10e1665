import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// The deploy roles' policies are tested by `terraform test` against tests/actions.json. This checks
// what that cannot see: that the list has all resources, and that the functions' boundary does.

const root = fileURLToPath(new URL('../../terraform', import.meta.url))
const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
const own = globSync('*.tf', { cwd: root })
const used = own.flatMap((file) =>
  Array.from(read(file).matchAll(/^ {2}source += "\.\/(modules\/[\w-]+)"$/gm), ([, path]) => path),
)
const deployed = [
  ...own,
  ...globSync(
    used.map((path) => `${path}/*.tf`),
    { cwd: root },
  ),
]

type Entry = { resource: string; source: string; arns: string[]; read?: string[] }
const entries: Entry[] = JSON.parse(read('modules/github-oidc/tests/actions.json'))

/** The resources and data sources of the stack, `aws_iam_role` and `data.aws_region`. */
const resources = new Set(
  deployed.flatMap((file) =>
    Array.from(
      read(file).matchAll(/^(resource|data) "(\w+)"/gm),
      ([, kind, type = '']) => `${kind === 'data' ? 'data.' : ''}${type}`,
    ),
  ),
)

/** All actions that a file's policy documents allow. */
const actionsIn = (file: string) =>
  new Set(
    Array.from(
      read(file).matchAll(/\bactions +=\s*\[([^\]]*)\]/g),
      ([, list = '']) => list.match(/[a-z0-9]+:\w+/g) ?? [],
    ).flat(),
  )

describe('the list of what the provider calls', () => {
  it('has every resource of the stack', () => {
    const builtIn = ['terraform_data', 'backend.s3']
    const listed = new Set(entries.map(({ resource }) => resource))
    expect([...resources].filter((type) => !listed.has(type) && !builtIn.includes(type))).toEqual(
      [],
    )
    expect([...listed].filter((type) => !resources.has(type) && !builtIn.includes(type))).toEqual(
      [],
    )
  })

  it.each(entries)(
    'says where $resource is read from: $source',
    ({ source, arns, ...operations }) => {
      expect(source).toMatch(
        /^(internal\/service\/[\w/]+\.go|https:\/\/(docs\.aws\.amazon|developer\.hashicorp)\.com\/)/,
      )
      const { resource: _, ...actions } = operations
      expect(Object.keys(actions).length > 0).toBe(arns.length > 0)
    },
  )
})

describe("the functions' boundary", () => {
  const granting = [
    ...['modules/streaming-function/role.tf', 'chat.tf', 'limits.tf', 'models.tf', 'motivator.tf'],
  ]
  it.each(granting)('allows what %s allows', (file) => {
    const allowed = actionsIn('modules/github-oidc/boundary.tf')
    const needed = [...actionsIn(file)].filter((action) => action !== 'sts:AssumeRole')
    expect(needed.length).toBeGreaterThan(0)
    expect(needed.filter((action) => !allowed.has(action))).toEqual([])
  })
})
