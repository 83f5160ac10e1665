import { describe, expect, it } from 'vitest'
import { readProblem } from './problem.ts'

describe('the size of a problem', () => {
  it.each([
    ['1 <= nums.length <= 10^5', 100_000],
    ['nums.length <= 2 * 10^5', 200_000],
    ['1 <= n <= 10⁴', 10_000],
    ['0 <= s.length <= 1e5', 100_000],
    ['n <= 10**6', 1_000_000],
    ['1 <= n <= 10<sup>3</sup>', 1_000],
    ['up to 10^5 elements', 100_000],
    ['첫째 줄에 N(1 ≤ N ≤ 1,000)이 주어진다.', 1_000],
    ['numbers의 길이는 1 이상 100,000 이하입니다.', 100_000],
    ['-10^9 <= nums[i] <= 10^9', undefined],
    ['모든 정수는 -1,000 이상 1,000 이하입니다.', undefined],
    ['A story of 12 apples.', undefined],
  ])('in %j is %j', (text, size) => {
    expect(readProblem({ constraints: [text] }).maxSize).toBe(size)
    expect(readProblem(text).maxSize).toBe(size)
  })

  it('is the largest of several', () => {
    expect(readProblem(['n <= 100', 'm <= 1000']).maxSize).toBe(1_000)
  })
})

describe('what else is seen in a problem', () => {
  it('is the title and the first example, in one line and without markdown', () => {
    const problem = readProblem({
      title: ' Two `Sum`\n',
      examples: [{ input: 'nums = [2,7]\ntarget = 9', output: '[0,1]' }],
    })
    expect(problem).toMatchObject({ title: 'Two Sum', example: 'nums = [2,7] target = 9' })
  })

  it.each([
    ['1 <= nums.length <= 5', false],
    ['0 <= nums.length <= 5', true],
    ['길이는 1 이상 5 이하', false],
    ['길이는 0 이상 5 이하', true],
    ['', true],
  ])('in %j is whether the input may be empty: %j', (text, expected) => {
    expect(readProblem({ text }).mayBeEmpty).toBe(expected)
  })

  it('are negative values, large values, and work in place', () => {
    expect(readProblem('-100 <= x <= 100')).toMatchObject({ mayBeNegative: true })
    expect(readProblem('1 <= x <= 10^9')).toMatchObject({
      hasLargeValues: true,
      mayBeNegative: false,
    })
    expect(readProblem('Sort the list in-place.')).toMatchObject({ inPlace: true })
  })

  it.each([undefined, null, 1, [], {}, { title: 5, examples: 7 }])(
    'is nothing in %j',
    (details) => {
      expect(readProblem(details)).toMatchObject({
        title: undefined,
        example: undefined,
        maxSize: undefined,
      })
    },
  )
})
