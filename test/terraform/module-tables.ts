import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../terraform/modules', import.meta.url))
const begin = '<!-- BEGIN_TF_DOCS -->'
const end = '<!-- END_TF_DOCS -->'

/** The modules, named by their folders. */
export const moduleNames = globSync('*/variables.tf', { cwd: root })
  .map((path) => path.replace('/variables.tf', ''))
  .toSorted()

export const moduleReadme = (module: string): string => `${root}/${module}/README.md`

/** The page of a module with its tables regenerated, in the form of terraform-docs. */
export const withModuleTables = (module: string, page: string): string => {
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`The README of ${module} has no ${begin} … ${end}`)
  return `${before}${begin}\n${moduleTables(module)}\n${end}${after}`
}

function moduleTables(module: string): string {
  const inputs = blocksOf(module, 'variables.tf', 'variable').map(({ name, body }) => {
    const value = argument(body, 'default')
    return row(
      name,
      argument(body, 'description'),
      code(argument(body, 'type')),
      value === undefined ? 'n/a' : code(value),
      value === undefined ? 'yes' : 'no',
    )
  })
  const outputs = blocksOf(module, 'outputs.tf', 'output').map(({ name, body }) =>
    row(name, argument(body, 'description')),
  )
  return [
    '## Inputs',
    '',
    '| Name | Description | Type | Default | Required |',
    '| ---- | ----------- | ---- | ------- | :------: |',
    ...inputs.toSorted(),
    '',
    '## Outputs',
    '',
    '| Name | Description |',
    '| ---- | ----------- |',
    ...outputs.toSorted(),
  ].join('\n')
}

function blocksOf(module: string, file: string, kind: string): { name: string; body: string }[] {
  const text = readFileSync(`${root}/${module}/${file}`, 'utf8')
  const blocks = text.matchAll(new RegExp(`^${kind} "(\\w+)" {\\n([\\s\\S]*?)^}`, 'gm'))
  return Array.from(blocks, ([, name = '', body = '']) => ({ name, body }))
}

/** The text of an argument, which ends where its brackets are closed. */
function argument(body: string, name: string): string | undefined {
  const lines = body.split('\n')
  const at = lines.findIndex((line) => new RegExp(`^ {2}${name} +=`).test(line))
  if (at < 0) return undefined
  const length = lines.slice(at).findIndex((_, index) => {
    const text = lines
      .slice(at, at + index + 1)
      .join('\n')
      .replaceAll(/"[^"]*"/g, '')
    return (text.match(/[([{]/g) ?? []).length === (text.match(/[)\]}]/g) ?? []).length
  })
  return lines
    .slice(at, at + length + 1)
    .join('\n')
    .replace(/^.*?= */, '')
}

function row(name: string, description = '', ...rest: string[]): string {
  const text = description.replaceAll(/^"|"$/g, '').replaceAll('\\"', '"')
  return `| ${[name, text, ...rest].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** Code in one cell: of several lines as terraform-docs prints them, without comments. */
function code(text = 'any'): string {
  if (!text.includes('\n')) return `\`${text}\``
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
  return `<pre>${lines.map((line) => line.replace(/^ {2}/, '')).join('<br/>')}</pre>`
}
