import fc from 'fast-check'

const words =
  'word|nums[i]*nums[j]|snake_case|해시 맵|(가)|使用|を|😀|5|$5|[1]|[a]: b|[ ]|<b>|&amp;'.split('|')

/** What answers write within a line, whole or cut. */
const phrases = [
  '**해시 맵(hash map)**을',
  '[문서][1]',
  '[Big o]',
  '[a](https://example.com/)',
  '![a](b)',
  'https://example.com/를',
  'a@example.com',
  '<https://a.example>',
  '$O(n \\log n)$',
  '\\(n^2\\)',
  '\\*',
  'a | b',
  ...['**', '*', '`', '``', '$', '$$', '~~', '[', '](', '\\', '|'],
]

const word = fc.constantFrom(...words)
const marked = fc
  .tuple(fc.constantFrom('**', '*', '~~', '`', '``', '_', '$', '***'), word)
  .map(([mark, text]) => `${mark}${text}${mark}`)
const line = fc
  .array(fc.oneof(word, marked, fc.constantFrom(...phrases)), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(' '))

const fence = fc
  .tuple(
    fc.constantFrom('```', '~~~', '````'),
    fc.constantFrom('', 'py', 'other'),
    line,
    fc.boolean(),
  )
  .map(
    ([marks, language, code, closed]) =>
      `${marks}${language}\n${code}\n\nx = 1${closed ? `\n${marks}` : ''}`,
  )
const table = fc
  .tuple(line, line, fc.constantFrom('|---|---|', '| :-- | --: |', '|-', '---|---'))
  .map(([one, two, rule]) => `| ${one} | b |\n${rule}\n| ${two} | c |`)
const underlined = fc
  .tuple(line, fc.constantFrom('-', '---', '=', '***', '- ', '1.'))
  .map((lines) => lines.join('\n'))
const begun = fc
  .tuple(fc.constantFrom('# ', '- ', '1. ', '> ', '- [x] ', '    ', '- > '), line)
  .map((parts) => parts.join(''))
const item = fc
  .tuple(line, fc.oneof(fence, table, line))
  .map(([text, inner]) => `- ${text}\n\n  ${inner.replaceAll('\n', '\n  ')}`)
const fixed = fc.constantFrom(
  '[1]: https://one.example/\n[big O]: <https://two.example/> "T"',
  '[1]: https://late.example/',
  '---',
  '$$\na_i\n- b\n$$',
  '$$ x',
  '\\[\nx^2\n\\]',
  '<div>a</div>',
)

/** Markdown as answers have it: CJK, code, tables, mathematics, links, and marks that nothing closes. */
export const markdownDocument = fc
  .array(
    fc.tuple(
      fc.oneof(line, underlined, begun, item, fixed, fence, table),
      fc.constantFrom('\n\n', '\n', '\r\n\r\n', ''),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((blocks) => blocks.flat().join(''))
