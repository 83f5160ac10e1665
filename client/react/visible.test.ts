import { describe, expect, it } from 'vitest'
import { visible } from './visible.ts'

describe('visible', () => {
  it.each([
    [
      'if (admin\u202e \u2066// only admins\u2069)',
      'if (admin[U+202E] [U+2066]// only admins[U+2069])',
    ],
    ['a\u200eb\u200fc\u061c', 'a[U+200E]b[U+200F]c[U+061C]'],
    ['const { \u3164 } = query', 'const { [U+3164] } = query'],
    ['a\u200bb\ufeffc\u00add\u2060', 'a[U+200B]b[U+FEFF]c[U+00AD]d[U+2060]'],
    ['// note\u2028run()', '// note[U+2028]run()'],
    ['echo \u001b[8m\u0007', 'echo [U+001B][8m[U+0007]'],
  ])('replaces what cannot be seen in %j', (text, expected) => {
    expect(visible(text)).toBe(expected)
  })

  it('makes every line end a line feed, so that a line does not hide another', () => {
    expect(visible('# note\rrun()\r\nend\n')).toBe('# note\nrun()\nend\n')
  })

  it.each(['x = 1\n\ty', '해시 맵', 'שלום עולם', 'مرحبا', '👩‍💻 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'क्‍ष', 'é'])(
    'keeps %j',
    (text) => {
      expect(visible(text)).toBe(text)
    },
  )
})
