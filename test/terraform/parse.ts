import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** HCL as JSON: every block is a list, every expression a string with `${…}`. */
export type Block = { [name: string]: unknown }

type Parser = { parseToObject(hcl: string): [Record<string, unknown> | null, string | null] }
const parser: Parser = createRequire(import.meta.url)('hcl2-parser')

const root = fileURLToPath(new URL('../../terraform', import.meta.url))

/** All files of Terraform with this ending, relative to `terraform/`. */
export const terraformFiles = (ending: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('.terraform/'))
    .sort()

export const readTerraform = (file: string): string => readFileSync(join(root, file), 'utf8')

/** One module, its files taken together as Terraform does. @throws Error naming the file that does not parse */
export const readModule = (folder: string): Block => {
  const files = terraformFiles('.tf').filter((file) => dirname(file) === folder)
  const module: Block = {}
  for (const file of files) {
    const [parsed, fault] = parser.parseToObject(readTerraform(file))
    if (!parsed) throw new Error(`${file}: ${fault}`)
    merge(module, parsed)
  }
  return module
}

/** The folders that are modules, `.` for the root. */
export const moduleFolders = (): string[] =>
  [...new Set(terraformFiles('.tf').map((file) => dirname(file)))].sort()

/** All blocks of a kind and type in a module, e.g. `resource`, `aws_lambda_permission`. */
export const blocks = (folder: string, kind: string, type: string): Block[] => {
  const kinds = (readModule(folder)[kind] ?? {}) as Record<string, Record<string, Block[]>>
  return Object.values(kinds[type] ?? {}).flat()
}

/** The blocks of a name that stand in a block, also those that are made by `dynamic`. */
export const inner = (block: Block, name: string): Block[] => {
  const dynamic = (block.dynamic ?? {}) as Record<string, { content: Block[] }[]>
  const made = Object.entries(dynamic)
    .filter(([key]) => key === name)
    .flatMap(([, each]) => each.flatMap(({ content }) => content))
  return [...((block[name] ?? []) as Block[]), ...made]
}

function merge(into: Block, from: Record<string, unknown>): void {
  for (const [kind, value] of Object.entries(from)) {
    const present = into[kind]
    if (Array.isArray(present) && Array.isArray(value)) present.push(...value)
    else if (isBlock(present) && isBlock(value)) merge(present, value)
    else into[kind] = value
  }
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
