import { describe, expect, it } from 'vitest'
import { readCode } from './code.ts'

describe('the language', () => {
  it.each([
    ['Python', 'def f(n):\n    return n'],
    ['Python', 'n = int(input())\nprint(n)'],
    ['JavaScript', 'const f = (n) => n'],
    ['TypeScript', 'function f(n: number): number { return n }'],
    ['Java', 'class Solution {\n  public int f(int n) { return n; }\n}'],
    ['C#', 'public class Solution {\n  public int Add(int n) { return n; }\n}'],
    ['C++', '#include <vector>\nint main() {}'],
    ['C', '#include <stdio.h>\nint main() {}'],
    ['Kotlin', 'fun f(n: Int): Int = n'],
    ['Go', 'package main\nfunc main() {}'],
    ['Rust', 'fn main() { let mut a = 1; }'],
    ['Swift', 'func f(_ n: Int) -> Int\n{ return n }'],
    ['Ruby', 'def f(n)\n  n\nend'],
    [undefined, 'int f(int n) { return n; }'],
    [undefined, ''],
  ])('%s is seen in %j', (language, source) => {
    expect(readCode(source).language).toBe(language)
  })
})

describe('loops', () => {
  const depths = (source: string) => readCode(source).loops.map((loop) => loop.depth)

  it('are nested by their indentation, in any style of braces', () => {
    expect(depths('for a in x:\n    for b in y:\n        pass\nfor c in z:\n    pass')).toEqual([
      1, 2, 1,
    ])
    expect(depths('for (;;) {\n  if (a) {\n    while (b) {\n    }\n  }\n}')).toEqual([1, 2])
    expect(depths('for (;;)\n{\n  for (;;)\n  {\n  }\n}')).toEqual([1, 2])
    expect(depths('a.forEach((x) => {\n\tb.forEach((y) => {})\n})')).toEqual([1, 2])
  })

  it('on one line are nested unless one ends before the other', () => {
    expect(depths('for (;;) { for (;;) { } }')).toEqual([2])
    expect(depths('for (;;) { } for (;;) { }')).toEqual([1])
    expect(depths('p = [(a, b) for a in x for b in y]')).toEqual([2])
  })

  it('end with do-while once', () => {
    expect(depths('do {\n  x()\n} while (a);')).toEqual([1])
  })

  it('in comments and strings are none', () => {
    expect(depths('# for a in x:\nprint("for you while I")')).toEqual([])
    expect(depths('// while (x)\n/* for (;;) */ const s = `for`')).toEqual([])
  })

  it('are quoted as the learner wrote them', () => {
    expect(readCode('for (const a of "xy") {\n}').loops[0]?.header).toBe('for (const a of "xy")')
  })
})

describe('functions', () => {
  it.each([
    ['def f(n):\n    return n', ['f']],
    ['class S:\n    def a(self):\n        pass\n    def b(self):\n        pass', ['a', 'b']],
    ['const f = (n) => {\n  return n\n}', ['f']],
    ['public static int f(int[] a, int n) {\n  return g(n);\n}', ['f']],
    ['class S {\n  f(n) {\n    return n\n  }\n}', ['f']],
    ['def f(n):\n    print(max(n))\n    return max(n)', ['f']],
    ['while (a(b)) {\n}\nif (x) {\n} else if (y) {\n}', []],
  ])('in %j are %j', (source, names) => {
    expect(readCode(source).functions.map((one) => one.name)).toEqual(names)
  })

  it('have the lines below them as their body', () => {
    const [first] = readCode('def f(n):\n    a = 1\n\n    return a\nf(1)').functions
    expect(first?.body).toContain('return a')
    expect(first?.body).not.toContain('f(1)')
  })
})

describe('blank code', () => {
  it.each([
    '',
    '  \n',
    '# TODO',
    'def f(n):\n    """Does it."""\n    pass',
    'class Solution:\n    def f(self, a: List[int]) -> int:\n        ...',
    'function f(n) {\n  // your code here\n}',
    'class Solution {\n  public int f(int n) {\n    return 0;\n  }\n}',
  ])('is %j', (source) => {
    expect(readCode(source).blank).toBe(true)
  })

  it.each(['x = 1', 'def f(n): return n', 'const f = (n) => n * 2', 'def f(n):\n    return n'])(
    'is not %j',
    (source) => {
      expect(readCode(source).blank).toBe(false)
    },
  )
})

it('reads a hostile text in a moment', () => {
  const start = performance.now()
  for (const part of ['\n', ' ', '(', '"', "'''", 'for ', 'a.', 'int a', '/*', 'def f(']) {
    readCode(part.repeat(50_000))
  }
  expect(performance.now() - start).toBeLessThan(2000)
})
