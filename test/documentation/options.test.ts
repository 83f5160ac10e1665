import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPage, sectionsOf, tableOf } from './pages.ts'

const names = globSync('middlewares/*.ts')
  .map((path) => basename(path, '.ts'))
  .filter((name) => !name.includes('.'))

const page = sectionsOf(readPage('middlewares/README.md'))

/** The options of a middleware in its source: what is said of each, by its name. */
const optionsOf = (source: string): Map<string, string> => {
  const [, type = ''] = /^export type \w+Options[^{]* = \{\n([\s\S]*?)^\}/m.exec(source) ?? []
  const fields = type.matchAll(/^(?: {2}\/\*\* (.*) \*\/\n)? {2}(\w+)\??:/gm)
  return new Map(Array.from(fields, ([, said = '', name = '']) => [name, said]))
}

/** The defaults that the code itself has, as far as they are plain values. */
const defaultsOf = (source: string): Map<string, string> => {
  const [, object = ''] = /^const defaults = \{\n([\s\S]*?)^\}/m.exec(source) ?? []
  const values = object.matchAll(/^ {2}(\w+): ([\d_]+|true|false|'.*'|\[.*\]),$/gm)
  return new Map(Array.from(values, ([, name = '', value = '']) => [name, plain(value)]))
}

const defaultIn = (said: string) => /@defaultValue (.*)/.exec(said)?.[1] ?? '–'

/** As it is meant: `6_000_000` is 6000000. */
const plain = (value: string) => value.replaceAll('`', '').replaceAll(/(?<=\d)_(?=\d)/g, '')

/** The status codes and the error codes that a text names. */
const errorsIn = (text = '') =>
  new Set(
    Array.from(text.matchAll(/\b[45]\d\d\b|`([a-z_]+)`/g), ([status, code]) => code ?? status),
  )

describe.each(names)('the page of %s', (name) => {
  const source = readPage(`middlewares/${name}.ts`)
  const section = page.get(name) ?? ''
  const options = optionsOf(source)
  const table = new Map(tableOf(section).map(([option = '', value = '']) => [plain(option), value]))

  it('has every option, and none that does not exist', () => {
    expect(options.size).toBeGreaterThan(0)
    expect([...table.keys()].sort()).toEqual([...options.keys()].sort())
  })

  it('has the defaults of the docstrings, and these those of the code', () => {
    for (const [option, said] of options) {
      expect(said, option).not.toBe('')
      expect(plain(table.get(option) ?? ''), option).toBe(plain(defaultIn(said)))
    }
    for (const [option, value] of defaultsOf(source)) {
      expect(plain(defaultIn(options.get(option) ?? '')), option).toBe(value)
    }
  })

  it('has the errors of the docstring', () => {
    const [, thrown] = /^ \* \*\*Throws\*\* ([\s\S]*?)^ \* \*\*/m.exec(source) ?? []
    const [, told] = /^\*\*Errors\*\* ([\s\S]*?)^\*\*/m.exec(section) ?? []
    expect(errorsIn(told)).toEqual(errorsIn(thrown))
  })
})
