import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mathsText } from './maths-text.ts'

describe('mathsText', () => {
  it.each([
    ['O(n \\log n)', 'O(n log n)'],
    ['O(n\\log n)', 'O(n log n)'],
    ['O(\\log n)', 'O(log n)'],
    ['\\log_2 n', 'log₂ n'],
    ['\\log_2n', 'log₂ n'],
    ['\\log(n)', 'log(n)'],
    ['2\\log n', '2 log n'],
    ['\\mathcal{O}(n^2)', 'O(n²)'],
    ['n^{k-1}', 'nᵏ⁻¹'],
    ['2^{n/2}', '2^(n/2)'],
    ['x^Q', 'x^Q'],
    ['a_i + a_{i+1}', 'aᵢ + aᵢ₊₁'],
    ['dp_{i,j}', 'dp_(i,j)'],
    ['a\\cdot b\\times c', 'a · b × c'],
    ['1 \\le n \\leq 10^5', '1 ≤ n ≤ 10⁵'],
    ['a \\ge b \\ne c', 'a ≥ b ≠ c'],
    ['\\frac{n}{2}', 'n/2'],
    ['\\frac{n(n+1)}{2}', 'n(n+1)/2'],
    ['\\frac{a + b}{2a}', '(a + b)/(2a)'],
    ['\\frac12', '1/2'],
    ['\\sqrt{n}', '√n'],
    ['\\sqrt{n + 1}', '√(n + 1)'],
    ['\\sqrt[3]{x}', '∛x'],
    ['\\sqrt[k]{x}', 'ᵏ√x'],
    ['\\alpha + \\Omega(n)', 'α + Ω(n)'],
    ['\\sum_{i=1}^{n} a_i', '∑ᵢ₌₁ⁿ aᵢ'],
    ['\\sum_{i=1}^n\\frac1i', '∑ᵢ₌₁ⁿ 1/i'],
    ['\\left\\lfloor \\frac{n}{2} \\right\\rfloor', '⌊ n/2 ⌋'],
    ['\\left. x \\right|', 'x |'],
    ['a \\bmod m', 'a mod m'],
    ['a \\equiv b \\pmod{m}', 'a ≡ b (mod m)'],
    ['\\binom{n}{k}', 'C(n, k)'],
    ['\\{1, \\dots, n\\}', '{1, …, n}'],
    ['\\text{if } n > 0', 'if n > 0'],
    ['90^\\circ', '90°'],
    ['\\begin{cases} 1 & n = 0 \\\\ 2 \\end{cases}', '1 n = 0\n2'],
    ['\\foo{x}^2', '\\foo{x}²'],
    ['\\constructor', '\\constructor'],
    ['\\begin{tikz}x\\end{tikz}', '\\begin{tikz}x\\end{tikz}'],
    ['\\frac{a}{', 'a/'],
    ['}x{', '}x'],
    ['', ''],
  ])('of %s is %s', (latex, text) => {
    expect(mathsText(latex)).toBe(text)
  })

  it('keeps a text without commands, braces or marks', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abc 12+-=()[]가'), maxLength: 30 })
    fc.assert(
      fc.property(plain, (text) => {
        expect(mathsText(text)).toBe(text.replace(/ +/g, ' ').trim())
      }),
    )
  })

  it('reads any text', () => {
    const unit = fc.constantFrom(
      ...'{}^_\\&~a1 $\n',
      '\\frac',
      '\\sqrt',
      '[',
      ']',
      '\\left',
      '\\begin',
    )
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        expect(mathsText(text)).toBeTypeOf('string')
      }),
    )
  })
})
