import * as fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { coloursOf } from './code-colours.ts'
import { ColouredCode } from './coloured-code.tsx'

const languages =
  'bash c cpp csharp dart go java javascript json kotlin php python r ruby rust scala sql swift typescript xml'.split(
    ' ',
  )

const read = async (language: string, code: string) => {
  const colours = coloursOf(language)
  await colours?.load()
  return colours?.value?.(code) ?? []
}

describe('the colours of code', () => {
  it.each([
    ['python', 'def f(n):  # twice\n    return "a" * 2'],
    ['java', 'class A { int f() { return 1; } } // no'],
    ['C++', 'int main() { std::string s = "a"; return 0; }'],
    ['js', 'const f = async () => `a$\u007B1 < 2}b` // & no'],
    ['ts', 'type A = { a: string }'],
    ['go', 'func main() { return "a" }'],
    ['kotlin', 'fun f(): Int = 1'],
    ['C#', 'public class A { string s = "a"; }'],
    ['sql', "SELECT a FROM b WHERE c = 'd'"],
  ])('of %s are of several kinds, and the code stays what it is', async (language, code) => {
    const tokens = await read(language, code)
    expect(tokens.map(({ text }) => text).join('')).toBe(code)
    expect(new Set(tokens.map(({ kind }) => kind)).size).toBeGreaterThan(1)
  })

  it.each(languages)('of %s keep any text', async (language) => {
    await read(language, '')
    const piece = fc.constantFrom(
      ...'<>&"\'`/*#\\\n\r{}()$한😀',
      '&amp;',
      '</span>',
      '<b>',
      'x',
      '1',
    )
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 40 }), (code) => {
        const tokens = coloursOf(language)?.value?.(code) ?? []
        expect(tokens.map(({ text }) => text).join('')).toBe(code)
      }),
    )
  })

  it.each(['', 'text', 'constructor', '__proto__'])('there are none of %j', (language) => {
    expect(coloursOf(language)).toBeUndefined()
  })

  // A word of 20,000 letters takes highlight.js 15 seconds.
  it.each([
    ['long', 'return 1\n'.repeat(1_000)],
    ['in long lines', `return ${'1 + '.repeat(50)}`],
    ['in long words', `return ${'a'.repeat(100)}`],
  ])('are left out of code that is %s', async (_, code) => {
    await coloursOf('java')?.load()
    const html = (code: string) =>
      renderToStaticMarkup(createElement(ColouredCode, { language: 'java', code }))
    expect(html(code.slice(0, 20))).toContain('data-token')
    expect(html(code)).toBe(code)
  })
})
