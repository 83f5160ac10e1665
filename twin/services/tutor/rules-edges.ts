import { find, type Rule } from './rule.ts'

const emptyCheck =
  /\bif\s+not\s+\w+|(?:\blen\(\w+\)|\.(?:length|size|count)(?:\(\))?)\s*(?:[=!]==?|<=?|>=?)\s*\d|\b(?:isEmpty|empty)\b|\b(?:is|[=!]==?)\s*(?:None|null|nil)\b|\(!\w+\)/
const smallIntegers = new Set(['C', 'C++', 'C#', 'Java', 'Kotlin'])

/** Inputs at the edge of what the constraints allow. */
export const edgeRules: readonly Rule[] = [
  {
    id: 'zero-start',
    topic: 'correctness',
    when: ({ text }, problem) =>
      problem.mayBeNegative
        ? find(text, /\b\w*(?:max|best|largest|highest|longest|most)\w*\s*:?=\s*0\b(?!\.)/i)
        : undefined,
    hint: {
      en: [
        'You begin with {it}, and the values of this problem may be negative. What does your code answer when every one of them is below zero?',
        'Run the code by hand on a single element that is negative. When does the value from {it} get replaced?',
        'A start value must never win against a real one. Does zero keep that promise in {it}, and what else that you have at hand would keep it?',
      ],
      ko: [
        '{it}: 이렇게 시작하는데, 이 문제의 값은 음수일 수 있어요. 모든 값이 0보다 작으면 지금 코드는 무엇을 답하나요?',
        '음수 원소 하나만 있는 입력으로 코드를 손으로 실행해 보세요. {it} 값은 언제 바뀌나요?',
        '초깃값은 실제 값을 이겨서는 안 돼요. {it}: 여기서 0은 그 약속을 지키나요? 이미 가진 값 중에 그 약속을 지킬 수 있는 것은 무엇인가요?',
      ],
    },
  },
  {
    id: 'overflow',
    topic: 'correctness',
    when: ({ text, language }, problem) =>
      problem.hasLargeValues && smallIntegers.has(language ?? '')
        ? find(text, /\bint\s+\w*(?:sum|total|product|mid|count|result|ans)\w*\b/i)
        : undefined,
    hint: {
      en: [
        'The constraints allow very large values, and you keep one in {it}. What is the largest number it may have to hold, and does it fit?',
        'Multiply the largest number of elements by the largest value. How does that compare with what {it} can hold?',
        'A number that does not fit turns up as something else, often negative. Which step of the calculation leaves the range of {it} first?',
      ],
      ko: [
        '제한 사항의 값이 꽤 큰데 {it} 변수에 담고 있어요. 여기에 담길 수 있는 가장 큰 수는 얼마이고, 그 수가 들어가나요?',
        '원소의 최대 개수와 값의 최댓값을 곱해 보세요. {it} 변수가 담을 수 있는 범위와 비교하면 어떤가요?',
        '범위를 넘은 수는 엉뚱한 값, 흔히 음수가 되어 나타나요. 계산의 어느 단계에서 {it} 범위를 처음으로 벗어나나요?',
      ],
    },
  },
  {
    id: 'empty-input',
    topic: 'correctness',
    when: ({ text }, problem) =>
      problem.mayBeEmpty && !emptyCheck.test(text)
        ? find(text, /\b\w+\[(?:0|-1)\](?!\s*=[^=])|\b(?:max|min)\(\w+\)|\b\w+\.pop\(\)/)
        : undefined,
    hint: {
      en: [
        'What happens at {it} when the input is empty? Decide first what the right answer would be then.',
        'Run the code by hand on an empty input and on one with a single element. Which is the first line that takes for granted that something is there, and is it the one with {it}?',
        'Before {it} is reached, which promise about the input has to hold? Say where in your code that promise is checked, or which sentence of the problem makes it.',
      ],
      ko: [
        '입력이 비어 있으면 {it} 부분에서 무슨 일이 일어나나요? 그때의 올바른 답이 무엇인지 먼저 정해 보세요.',
        '빈 입력과 원소가 하나인 입력으로 코드를 손으로 실행해 보세요. 값이 있다고 당연하게 여기는 첫 줄은 어디인가요? 혹시 {it} 부분인가요?',
        '{it} 부분에 이르기 전에 입력에 대해 어떤 약속이 지켜져야 하나요? 그 약속을 코드 어디에서 확인하는지, 또는 문제의 어느 문장이 보장하는지 말해 보세요.',
      ],
    },
  },
  {
    id: 'trace',
    topic: 'correctness',
    when: () => '',
    hint: {
      en: [
        'Nothing stands out at first sight, so let the code speak for itself. Follow an example line by line and write down each variable: at which line does a value surprise you?',
        'Look for an input that your examples leave out: one element, all equal, already in order, the largest allowed. For which of them are you least sure what your code answers?',
        'Say in one sentence what is true at the start of every round of your main step. Does it hold before the first round, and does each round keep it true?',
      ],
      ko: [
        '언뜻 눈에 띄는 문제는 없으니 코드가 스스로 말하게 해 볼까요? 예제 하나를 한 줄씩 따라가며 변수의 값을 적어 보세요. 예상과 다른 값이 나오는 줄은 어디인가요?',
        '예제에 없는 입력을 찾아보세요. 원소가 하나일 때, 모두 같을 때, 이미 정렬되어 있을 때, 가장 클 때가 있어요. 그중 답을 가장 확신하기 어려운 것은 무엇인가요?',
        '핵심 단계를 반복할 때마다 시작 시점에 항상 참인 사실을 한 문장으로 말해 보세요. 첫 반복 전에도 참이고, 반복할 때마다 계속 참인가요?',
      ],
    },
  },
]
