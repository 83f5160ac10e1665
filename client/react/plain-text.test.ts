import { describe, expect, it } from 'vitest'
import { plainText } from './plain-text.ts'
import { chatbotTexts } from './texts.ts'

describe('plainText', () => {
  it.each([
    ['## Look at **this**, and _that_', 'Look at this, and that'],
    ['`two_sum` and snake_case_name', 'two_sum and snake_case_name'],
    ['`a * b * c` is 2 * 3', 'a * b * c is 2 * 3'],
    ['`nums[i]*nums[j]` and nums[i] * nums[j]', 'nums[i]*nums[j] and nums[i] * nums[j]'],
    ['- one\n- two', 'one two'],
    ['1. one\n\n   more\n2. two', 'one more two'],
    ['one\\\ntwo', 'one two'],
    ['[a book](https://example.com) ![a cat](x.png)', 'a book a cat'],
    ['[a book][1]\n\n[1]: https://example.com', 'a book'],
    ['> quoted', 'quoted'],
    ['a <b>c</b> &amp; d', 'a <b>c</b> & d'],
    ['- Try:\n\n  ```python\n  x = 1\n  ```\n- and', 'Try: Code block: python and'],
    ['Try:\n\n    x = 1', 'Try: Code block'],
    ['---', ''],
  ])('of %j is %j', (markdown, expected) => {
    expect(plainText({ markdown, syntaxes: [] }, chatbotTexts.en)).toBe(expected)
  })
})
