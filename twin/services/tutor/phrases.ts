import type { Code } from './code.ts'
import type { Locale } from './turn.ts'

/** What stands around a hint. A title is `undefined` when the problem has none. */
export type Phrases = {
  open(title: string | undefined, level: number, code: Code): string
  decline(title: string | undefined): string
  /** What the constraints say about speed; nothing when they name no size. */
  size(maxSize: number | undefined): string
  close(level: number, example: string | undefined): string
  /** In place of a quotation that does not fit into a sentence. */
  it: string
  /** For a text that is not the tutor's prompt. */
  general: string
}

/** What runs in about a second for n up to this size. */
const affordable: readonly [upTo: number, complexity: string][] = [
  [20, 'O(2ⁿ)'],
  [500, 'O(n³)'],
  [5_000, 'O(n²)'],
  [1_000_000, 'O(n log n)'],
  [100_000_000, 'O(n)'],
  [Infinity, 'O(log n)'],
]

const english: Phrases = {
  open(title, level, code) {
    const name = title ? `“${title}”` : 'this problem'
    if (level === 1) return `Good, let's go one step further with ${name}.`
    if (level > 1)
      return `You have thought about ${name} for a while now, so let me be more concrete.`
    if (code.blank) return `Let's begin with ${name}.`
    return `Let's look at your ${code.language ? `${code.language} ` : ''}code for ${name} together.`
  },
  decline: (title) =>
    `I will not hand you the solution${title ? ` to “${title}”` : ''}, because finding it is the part that makes you better, but here is a hint.`,
  size: (maxSize) =>
    maxSize === undefined
      ? ''
      : `With n up to ${maxSize.toLocaleString('en-US')}, about ${complexityFor(maxSize)} is what fits into the time, so where does your idea stand?`,
  close(level, example) {
    if (level === 1) return 'Tell me what you would try first, and why.'
    if (level > 1)
      return 'Change only that one place, run the smallest example again, and tell me what you see.'
    return example
      ? `Try it on the first example (\`${example}\`) before you change anything.`
      : 'Try it on the smallest example before you change anything.'
  },
  it: 'this part',
  general:
    'Let us think about your question together. What is given, what is asked for, and what have you tried so far? Take the smallest case you can imagine and solve it by hand. Which of your steps would you have to repeat for a larger one?',
}

const korean: Phrases = {
  open(title, level, code) {
    const name = title ? `‘${title}’ 문제` : '이 문제'
    if (level === 1) return `좋아요, ${name}에서 한 걸음 더 나아가 볼게요.`
    if (level > 1) return `${name}를 꽤 오래 고민했으니 조금 더 구체적으로 이야기해 볼게요.`
    if (code.blank) return `${name}부터 함께 시작해 볼게요.`
    return `${name}의 ${code.language ? `${code.language} ` : ''}코드를 함께 볼게요.`
  },
  decline: (title) =>
    `${title ? `‘${title}’ 문제의 ` : ''}풀이를 그대로 드리는 대신, 직접 찾아낼 수 있도록 힌트를 드릴게요.`,
  size: (maxSize) =>
    maxSize === undefined
      ? ''
      : `n이 최대 ${maxSize.toLocaleString('en-US')}이면 ${complexityFor(maxSize)} 정도가 시간 안에 들어와요.`,
  close(level, example) {
    if (level === 1) return '무엇을 먼저 시도해 볼지, 그 이유와 함께 알려 주세요.'
    if (level > 1) return '그 한 곳만 바꿔서 가장 작은 예제를 다시 실행해 보고, 결과를 알려 주세요.'
    return example
      ? `코드를 바꾸기 전에 첫 번째 예제(\`${example}\`)로 확인해 보세요.`
      : '코드를 바꾸기 전에 가장 작은 예제로 확인해 보세요.'
  },
  it: '이 코드',
  general:
    '질문을 함께 생각해 볼게요. 주어진 것은 무엇이고, 구해야 하는 것은 무엇이며, 지금까지 무엇을 시도해 보았나요? 상상할 수 있는 가장 작은 경우를 손으로 풀어 보세요. 더 큰 경우라면 그중 어떤 단계를 반복해야 할까요?',
}

export const phrases: Record<Locale, Phrases> = { en: english, ko: korean }

function complexityFor(maxSize: number): string {
  return affordable.find(([upTo]) => maxSize <= upTo)?.[1] ?? ''
}
