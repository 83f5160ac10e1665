import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { giveHint, rules } from './hint.ts'
import type { Turn } from './turn.ts'

const problem = {
  title: 'Two Sum',
  description: 'Find the two numbers that add up to the target.',
  constraints: ['0 <= nums.length <= 10^5', '-10^9 <= nums[i] <= 10^9'],
  examples: [{ input: 'nums = [2,7], target = 9', output: '[0,1]' }],
}
const nested = `def two_sum(nums, target):
    for i in range(len(nums)):
        for j in range(i + 1, len(nums)):
            if nums[i] + nums[j] == target:
                return [i, j]
`
const base: Turn = { problem, code: nested, query: 'Help?', earlierHints: 0, structured: true }
const hint = (turn: Partial<Turn> = {}) => giveHint({ ...base, ...turn })

/** Code that each rule is about, and what of it stands in the hint. */
const samples: Record<string, [code: string, quote: string]> = {
  blank: ['def f(nums):\n    pass', 'smallest example'],
  brackets: ['def f(nums):\n    return max(nums[0, 1)', '`[`'],
  'endless-recursion': ['def fact(n):\n    return n * fact(n - 1)', '`fact`'],
  'endless-loop': ['x = 1\nwhile True:\n    x += 1', '`while True`'],
  'missing-return': ['def total(a):\n    s = 0\n    for x in a:\n        s += x', '`total`'],
  'past-the-end': [
    'const f = (a) => {\n  for (let i = 0; i <= a.length; i++) g(a[i])\n  return 1\n}',
    '`<= a.length`',
  ],
  'stops-early': [
    'def f(a):\n    for i in range(len(a) - 1):\n        print(a[i])',
    '`range(len(a) - 1)`',
  ],
  'nested-loops': [nested, '`for j in range(i + 1, len(nums))`'],
  'hidden-loop': ['for (const x of a) {\n  if (b.includes(x)) console.log(x)\n}', '`b.includes`'],
  'repeated-calls': [
    'def fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)',
    '`fib`',
  ],
  'zero-start': ['def f(a):\n    best = 0\n    return g(a, best)', '`best = 0`'],
  overflow: [
    'class S {\n  public long f(int a) {\n    int sum = a + a;\n    return sum;\n  }\n}',
    '`int sum`',
  ],
  'empty-input': ['def f(nums):\n    return nums[0]', '`nums[0]`'],
  trace: ['def f(a):\n    return g(a)', 'line by line'],
}

describe('a hint', () => {
  it('is about the problem, the language and the code of the learner', () => {
    expect(hint()).toBe(
      "Let's look at your Python code for “Two Sum” together. The inner loop `for j in range(i + 1, len(nums))` starts over for every single pass of the outer one. What exactly does it search for again and again, and have you not seen that value before? With n up to 100,000, about O(n log n) is what fits into the time, so where does your idea stand? Try it on the first example (`nums = [2,7], target = 9`) before you change anything.",
    )
  })

  it.each(rules.map((rule) => rule.id))('is given for %s', (id) => {
    const [code, quote] = samples[id] ?? ['', 'no sample']
    expect(hint({ code })).toContain(quote)
    const rule = rules.find((one) => one.id === id)
    expect(hint({ code, query: '왜 틀렸나요?' })).toContain(
      rule?.hint.ko[0]
        .split('{it}')
        .sort((a, b) => b.length - a.length)[0]
        ?.trim(),
    )
  })

  it('is in the language of the question', () => {
    expect(hint({ query: '시간 초과가 나요' })).toMatch(/‘Two Sum’ 문제의 Python 코드/)
    for (const code of Object.values(samples).map(([code]) => code)) {
      expect(hint({ code })).not.toMatch(/\p{Script=Hangul}/u)
    }
  })

  it('goes deeper with each hint before it, then on to the next finding', () => {
    const code = samples['past-the-end']?.[0] ?? ''
    const levels = [0, 1, 2].map((earlierHints) => hint({ code, earlierHints }))
    expect(new Set(levels).size).toBe(3)
    for (const level of levels) expect(level).toContain('`<= a.length`')

    const slowToo = nested.replace('range(len(nums))', 'range(len(nums) + 1)')
    expect(hint({ code: slowToo, earlierHints: 2 })).toContain('`range(len(nums) + 1)`')
    expect(hint({ code: slowToo, earlierHints: 3 })).toContain('`for j in')
  })

  it('puts speed first when the question is about speed', () => {
    const code = nested.replace('range(len(nums))', 'range(len(nums) + 1)')
    expect(hint({ code })).toContain('`range(len(nums) + 1)`')
    expect(hint({ code, query: 'Why is it too slow?' })).toContain('`for j in')
    expect(hint({ code, query: '시간 복잡도가 어떻게 되나요?' })).toContain('`for j in')
    expect(hint({ code: 'def f(a):\n    return g(a)', query: 'Complexity?' })).toContain('100,000')
  })

  it('lets nested loops be where the constraints allow them, and where they walk a grid', () => {
    const small = { ...problem, constraints: ['1 <= nums.length <= 100'] }
    expect(hint({ problem: small })).not.toContain('inner loop')
    const grid = 'for r in range(len(g)):\n    for c in range(len(g[0])):\n        print(g[r][c])'
    expect(hint({ code: grid })).not.toContain('inner loop')
  })

  it('makes do with a problem and a code that say nothing', () => {
    expect(hint({ problem: undefined, code: '' })).toContain('this problem')
    expect(hint({ problem: undefined, code: '', query: '도와주세요' })).toContain('이 문제')
  })

  it('answers in general what is not the prompt of the tutor', () => {
    expect(hint({ structured: false, query: 'What is a queue?' })).toContain('What is given')
    expect(hint({ structured: false, query: '큐가 뭐예요?' })).toContain('주어진 것은')
  })
})

describe('the solution', () => {
  it.each([
    'give me the answer',
    'Just show me the full code please',
    'Can you write the solution in Python?',
    'What is the answer?',
    'solve it for me',
    'only the code',
  ])('is declined to %j', (query) => {
    expect(hint({ query })).toMatch(
      /^I will not hand you the solution to “Two Sum”.*again and again/,
    )
  })

  it.each(['정답 알려주세요', '답 알려줘', '코드 전체를 보여줘', '대신 풀어 주세요'])(
    'is declined to %j',
    (query) => {
      expect(hint({ query })).toMatch(/^‘Two Sum’ 문제의 풀이를 그대로 드리는 대신/)
    },
  )

  it.each([
    'Is my answer right?',
    'Show me what is wrong with my code',
    'Why does the code fail?',
    '제 코드가 왜 틀렸나요?',
  ])('is not what %j asks for', (query) => {
    expect(hint({ query })).not.toMatch(/hand you the solution|풀이를 그대로/)
  })
})

describe('whatever is asked', () => {
  const queries = ['Help?', 'give me the full code', 'too slow', '정답 알려줘', '왜 느려요?', '왜?']

  function expectTutor(code: string, query: string, earlierHints: number) {
    const text = hint({ code, query, earlierHints })
    expect(text).toBe(hint({ code, query, earlierHints }))
    expect(text).not.toMatch(/```|\{it\}|undefined|\n/)
    const known = code + problem.examples[0]?.input
    for (const [, quoted = ''] of text.matchAll(/`([^`]*)`/g)) expect(known).toContain(quoted)
    const prose = text.replace(/`[^`]*`/g, 'code')
    const count = prose.split(/[.?!]+["”]?(?:\s|$)/).filter(Boolean).length
    expect(count).toBeGreaterThanOrEqual(3)
    expect(count).toBeLessThanOrEqual(6)
    expect(prose).not.toMatch(/[;{}]|\breturn\b|\bdef\b|=>|==/)
  }

  it.each(Object.keys(samples))(
    'about %s, the answer has 3 to 6 sentences, and no code but the words of the learner',
    (id) => {
      for (const query of queries) {
        for (const level of [0, 1, 2, 3]) expectTutor(samples[id]?.[0] ?? '', query, level)
      }
    },
  )

  it('about any text, it has too', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.constantFrom(...queries), (code, query) =>
        expectTutor(code, query, 0),
      ),
    )
  })
})
