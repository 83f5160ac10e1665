import { describe, expect, it } from 'vitest'
import { closeMarks } from './open-marks.ts'

const all = ['gfm', 'maths'] as const

describe('closeMarks', () => {
  it.each([
    ['Look **at', 'Look **at**'],
    ['Look **at ', 'Look **at**'],
    ['Look **at*', 'Look **at**'],
    ['Look **at**', 'Look **at**'],
    ['Look **', 'Look'],
    ['Look *', 'Look'],
    ['a **b *c', 'a **b *c***'],
    ['a ***b', 'a ***b***'],
    ['a **b** c *d', 'a **b** c *d*'],
    ['a _b', 'a _b_'],
    ['snake_case', 'snake_case'],
    ['nums[i]*nums[j', 'nums[i]*nums[j'],
    ['2**3', '2**3'],
    ['2 * 3', '2 * 3'],
    ['이것은**(중요', '이것은**(중요**'],
    ['a `b', 'a `b`'],
    ['a `b *c', 'a `b *c`'],
    ['a `', 'a'],
    ['a ``b` c', 'a ``b` c``'],
    ['a ``b`', 'a ``b``'],
    ['a `b` **c', 'a `b` **c**'],
    ['**`a', '**`a`**'],
    ['**`', ''],
    ['a **`b`', 'a **`b`**'],
    ['`a*b` c', '`a*b` c'],
    ['a \\*b', 'a \\*b'],
    ['a \\', 'a'],
    ['~~a', '~~a~~'],
    ['a ~5', 'a ~5'],
    ['a [the d', 'a [the d'],
    ['a [the docs](http', 'a the docs'],
    ['a **[the docs](http', 'a **the docs**'],
    ['a [the docs](https://b.c/_d) *e', 'a [the docs](https://b.c/_d) *e*'],
    ['a ![b](c', 'a b'],
    ['<https://a_b', '<https://a_b>'],
    ['$O(n \\lo', '$O(n$'],
    ['$n^', '$n$'],
    ['a $5', 'a $5'],
    ['a $5 and $6', 'a $5 and $6'],
    ['a $', 'a'],
    ['$$\na_i', '$$\na_i$$'],
    ['\\(n', '\\(n\\)'],
    ['$a_i$ *b', '$a_i$ *b*'],
    // A line of marks.
    ['text\n-', 'text'],
    ['text\n=', 'text'],
    ['text\n---', 'text'],
    ['text\n- ', 'text'],
    ['text\n1.', 'text'],
    ['text\n#', 'text'],
    ['text\n``', 'text'],
    ['- a\n-', '- a'],
    ['> a\n> -', '> a'],
    ['-', ''],
    ['5', ''],
    ['- [', ''],
    ['- a\n- [x', '- a'],
    // The last paragraph.
    ['- a *b\n- c', '- a *b\n- c'],
    ['- a\n- **b', '- a\n- **b**'],
    ['> **a', '> **a**'],
    ['## a `b', '## a `b`'],
    ['- a\n\n  **b', '- a\n\n  **b**'],
    // Definitions.
    ['[1]: https://a', ''],
    ['[1]: https://a/\n[2', '[1]: https://a/'],
    ['[a](https://b/) c', '[a](https://b/) c'],
    // Code.
    ['- a\n\n  ```\n  **b', '- a\n\n  ```\n  **b'],
    ['> ~~~\n> `a', '> ~~~\n> `a'],
    ['- a\n\n  ```\n  b\n  ```\n  **c', '- a\n\n  ```\n  b\n  ```\n  **c**'],
    // Tables.
    ['| a', '| a\n| --- |'],
    ['| a | b |', '| a | b |\n| --- | --- |'],
    ['| a | **b', '| a | **b**\n| --- | --- |'],
    ['| a | b |\n|', '| a | b |\n| --- | --- |'],
    ['| a | b |\n|---|-', '| a | b |\n| --- | --- |'],
    ['So:\n| a | b |', 'So:\n| a | b |\n| --- | --- |'],
    ['| a |\n|---|\n| **b', '| a |\n|---|\n| **b**'],
    ['| a |\n|---|\n|', '| a |\n|---|'],
    ['|', ''],
  ])('of %j is %j', (markdown, closed) => {
    expect(closeMarks(markdown, all)).toBe(closed)
  })

  it.each(['| a', '| a | b |\n|--', '| a | b |\n|---|---|\n', '| a |\n|---|\n| c'])(
    'waits with a table for its syntax: %j',
    (table) => {
      expect(closeMarks(`So **on**:\n${table}`, [])).toBe('So **on**:')
    },
  )

  it.each([
    ['~~a', '~~a'],
    ['$a_i', '$a_i'],
  ])('leaves alone what is not loaded: %j', (markdown, closed) => {
    expect(closeMarks(markdown, [])).toBe(closed)
  })
})
