import { describe, expect, it } from 'vitest'
import { middlewareNames, optionsOf, withOptionTables } from './options.ts'
import { readPage, sectionsOf } from './pages.ts'

const page = readPage('middlewares/README.md')

it('has a table of options for each middleware, as `npm run option-tables` writes it', () => {
  expect(page).toBe(withOptionTables(page))
})

/** The defaults in the code itself, if they are plain values. */
const defaultsOf = (source: string): Map<string, string> => {
  const [, object = ''] =
    /^(?:export )?const \w*(?:efaults|Limits) = \{\n([\s\S]*?)^\}/m.exec(source) ?? []
  const values = object.matchAll(/^ {2}(\w+): ([\d_]+|true|false|'.*'|\[.*\]),$/gm)
  return new Map(Array.from(values, ([, name = '', value = '']) => [name, plain(value)]))
}

/** The value without formatting: `6_000_000` is 6000000. */
const plain = (value: string) => value.replaceAll('`', '').replaceAll(/(?<=\d)_(?=\d)/g, '')

/** The status codes and the error codes that a text names. */
const errorsIn = (text = '') =>
  new Set(
    Array.from(text.matchAll(/\b[45]\d\d\b|`([a-z_]+)`/g), ([status, code]) => code ?? status),
  )

describe.each(middlewareNames)('the page of %s', (name) => {
  const source = readPage(`middlewares/${name}.ts`)
  const options = new Map(optionsOf(name).map((option) => [option.name, option]))

  it('says something of each option, and has the defaults of the code', () => {
    expect(options.size).toBeGreaterThan(0)
    for (const { name: option, description } of options.values()) {
      expect(description, option).not.toBe('')
    }
    const shared = [
      'src/answer/limits.ts',
      'src/auth/token-options.ts',
      'src/limits/options.ts',
    ].map(readPage)
    for (const [option, value] of [source, ...shared].flatMap((each) => [...defaultsOf(each)])) {
      const told = options.get(option)
      if (told) expect(plain(told.defaultValue), option).toBe(value)
    }
  })

  it('has the errors of the docstring', () => {
    const [, thrown] = /^ \* \*\*Throws\*\* ([\s\S]*?)^ \* \*\*/m.exec(source) ?? []
    const section = sectionsOf(page).get(name)
    const [, told] = /^\*\*Errors\*\* ([\s\S]*?)^\*\*/m.exec(section ?? '') ?? []
    expect(errorsIn(told)).toEqual(errorsIn(thrown))
  })
})
