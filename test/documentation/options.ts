import { globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readPage } from './pages.ts'

/** An option as described by its docstring. */
export type Option = { name: string; description: string; defaultValue: string }

/** The middlewares, named by their files. */
export const middlewareNames = globSync('middlewares/*.ts')
  .map((path) => basename(path, '.ts'))
  .filter((name) => !name.includes('.'))
  .toSorted()

/** The options of a middleware: those that it shares with others, then its own. */
export const optionsOf = (name: string): Option[] => {
  const path = `middlewares/${name}.ts`
  const source = readPage(path)
  const [, shared = '', own = ''] =
    /^export type \w+Options(?:<[\s\S]*?>)? =\s+((?:\w+ & )*)\{\n([\s\S]*?)^ *\}\n/m.exec(source) ??
    []
  const types = shared.split(' & ').filter((type) => type !== '')
  return [
    ...fieldsOf(own),
    ...types.flatMap((type) => fieldsOf(bodyOf(type, importedFrom(source, type, path)))),
  ]
}

/** The table of `middlewares/README.md`. */
export const optionTable = (options: readonly Option[]): string =>
  [
    '| option | default | |',
    '|---|---|---|',
    ...options.map(
      ({ name, description, defaultValue }) =>
        `| \`${name}\` | ${defaultValue} | ${escaped(description)} |`,
    ),
  ].join('\n')

/** The page, with each section's table regenerated from the docstrings. */
export const withOptionTables = (page: string): string =>
  middlewareNames.reduce((text, name) => {
    const start = text.indexOf(`\n## ${name}\n`)
    const at = text.indexOf('| option | default | |', start)
    const end = text.indexOf('\n\n', at)
    if (start < 0 || at < 0) throw new Error(`middlewares/README.md has no table of ${name}`)
    return text.slice(0, at) + optionTable(optionsOf(name)) + text.slice(end)
  }, page)

function fieldsOf(type: string): Option[] {
  const fields = type.matchAll(/^(?: {2,4}\/\*\* (.*) \*\/\n)? {2,4}(\w+)\??:/gm)
  return Array.from(fields, ([, said = '', name = '']) => {
    const [description = '', value = ''] = said.split(/ ?@defaultValue /)
    return {
      name,
      description: lowered(description.replace(/\.$/, '')),
      defaultValue: shown(value),
    }
  })
}

function bodyOf(type: string, path: string): string {
  const pattern = new RegExp(`^export type ${type} = \\{\\n([\\s\\S]*?)^\\}`, 'm')
  return pattern.exec(readPage(path))?.[1] ?? ''
}

function importedFrom(source: string, type: string, path: string): string {
  const imports = source.matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']*)'/gm)
  const [, , from = ''] = [...imports].find(([, names = '']) => names.includes(type)) ?? []
  return join(dirname(path), from)
}

function lowered(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

/** A plain value as code; words unchanged. */
function shown(value: string): string {
  if (value === '') return '–'
  return /^(?:[\d_.]+|true|false|'.*'|\[.*\])$/.test(value) ? `\`${value}\`` : value
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
