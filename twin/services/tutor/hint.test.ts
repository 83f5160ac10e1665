import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { giveHint } from './hint.ts'
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
const samples = {
  blank: 'def f(nums):\n    pass',
  nested,
  'one after the other': 'for a in x:\n    f(a)\nfor b in y:\n    g(b)',
  'one loop': 'const f = (a) => {\n  for (let i = 0; i <= a.length; i++) {\n    g(a[i])\n  }\n}',
  'no loop': 'def f(a):\n    return g(a)',
  'a long line': `x = ${'1 + '.repeat(30)}1`,
}
const base: Turn = { problem, code: nested, query: 'Help?', earlierHints: 0, structured: true }
const hint = (turn: Partial<Turn> = {}) => giveHint({ ...base, ...turn })

describe('a hint', () => {
  it('is about the problem, the language and the code of the learner', () => {
    expect(hint()).toBe(
      "Let's look at your Python code for “Two Sum” together. The inner loop `for j in range(i + 1, len(nums))` starts over for every single pass of the outer one. What exactly does it search for again and again, and have you not seen that value before? With n up to 100,000, about O(n log n) is what fits into the time, so where does your idea stand? Try it on the first example (`nums = [2,7], target = 9`) before you change anything.",
    )
  })

  it.each([
    ['an inner loop', samples.nested, '`for j in range(i + 1, len(nums))`'],
    ['the first loop', samples['one after the other'], '`for a in x`'],
    ['the first loop', samples['one loop'], '`for (let i = 0; i <= a.length; i++)`'],
    ['the longest line', 'a = 1\nlonger = f(a)\n# the longest of all', '`longer = f(a)`'],
    ['no line that is too long', samples['a long line'], 'this part'],
  ])('quotes %s', (_, code, quote) => {
    expect(hint({ code, query: 'Why is it slow?' })).toContain(quote)
  })

  it.each([
    '',
    '# TODO',
    samples.blank,
    'class Solution {\n  public int f(int n) {\n    return 0;\n  }\n}',
    'function f(n) {\n  // your code here\n}',
  ])('begins with the problem if there is no code: %j', (code) => {
    expect(hint({ code })).toMatch(/^Let's begin with “Two Sum”. There is no code of yours/)
  })

  it('is in the language of the question', () => {
    expect(hint({ query: '시간 초과가 나요' })).toMatch(/^‘Two Sum’ 문제의 Python 코드/)
    for (const code of Object.values(samples)) {
      expect(hint({ code })).not.toMatch(/\p{Script=Hangul}/u)
      expect(hint({ code, query: '왜?' })).toMatch(/\p{Script=Hangul}/u)
    }
  })

  it.each(Object.entries(samples))('differs from each earlier hint: %s', (name, code) => {
    const hints = [0, 1, 2, 3, 4, 5].map((earlierHints) => hint({ code, earlierHints }))
    const texts = hints.map((text) => text.replace(/^.*?\. /, ''))
    expect(new Set(texts).size).toBe(name === 'blank' ? 3 : 6)
  })

  it('is about speed when the question is', () => {
    const code = samples['no loop']
    for (const query of ['Why is it too slow?', 'Complexity?']) {
      expect(hint({ code, query })).toMatch(/ten elements.*With n up to 100,000/)
    }
    expect(hint({ code, query: '시간 복잡도가 어떻게 되나요?' })).toMatch(/열 개.*최대 100,000/)
    expect(hint({ code, query: 'Is it right?' })).not.toMatch(/ten elements|With n/)
  })

  it.each([undefined, null, 1, 'Two Sum', [], {}, { title: 5, examples: 7, constraints: [''] }])(
    'tolerates a problem and code without content: %j',
    (details) => {
      expect(hint({ problem: details, code: '' })).toMatch(/with this problem.*smallest example/)
      expect(hint({ problem: details, code: '', query: '도와주세요' })).toMatch(/^이 문제부터/)
    },
  )

  it("answers in general terms if the prompt is not the tutor's", () => {
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
  ])('is refused for %j', (query) => {
    expect(hint({ query })).toMatch(
      /^I will not hand you the solution to “Two Sum”.*again and again/,
    )
  })

  it.each(['정답 알려주세요', '답 알려줘', '코드 전체를 보여줘', '대신 풀어 주세요'])(
    'is refused for %j',
    (query) => {
      expect(hint({ query })).toMatch(/^‘Two Sum’ 문제의 풀이를 그대로 드리는 대신/)
    },
  )

  it.each([
    'Is my answer right?',
    'Show me what is wrong with my code',
    'Why does the code fail?',
    'Where is the code wrong?',
    '제 코드가 왜 틀렸나요?',
  ])('is not requested by %j', (query) => {
    expect(hint({ query })).not.toMatch(/hand you the solution|풀이를 그대로/)
  })
})

describe('whatever is asked', () => {
  const queries = ['Help?', 'give me the full code', 'too slow', '정답 알려줘', '왜 느려요?', '왜?']

  function expectTutor(code: string, query: string, earlierHints: number) {
    const text = hint({ code, query, earlierHints })
    expect(text).toBe(hint({ code, query, earlierHints }))
    const known = code + problem.examples[0]?.input
    for (const [, quoted = ''] of text.matchAll(/`([^`]*)`/g)) expect(known).toContain(quoted)
    const prose = text.replace(/`[^`]*`/g, 'code')
    expect(prose).not.toMatch(/[`\n;{}]|undefined|\breturn\b|\bdef\b|=>|==/)
    const count = prose.split(/[.?!]+["”]?(?:\s|$)/).filter(Boolean).length
    expect(count).toBeGreaterThanOrEqual(3)
    expect(count).toBeLessThanOrEqual(6)
  }

  it.each(Object.entries(samples))(
    "about %s, the answer has 3 to 6 sentences, and no code except the learner's own",
    (_, code) => {
      for (const query of queries) {
        for (const level of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) expectTutor(code, query, level)
      }
    },
  )

  it('exists about any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.constantFrom(...queries), (code, query) =>
        expectTutor(code, query, 0),
      ),
    )
  })

  it('takes only a moment, also about a hostile text', () => {
    const start = performance.now()
    for (const part of ['\n', ' ', '(', ': ', "'''", 'for ', 'def:', 'return ', '/*', '10^']) {
      const long = part.repeat(50_000)
      hint({ code: long, problem: { title: long, constraints: [long] } })
    }
    expect(performance.now() - start).toBeLessThan(2000)
  })
})
