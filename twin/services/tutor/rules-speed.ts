import type { Loop } from './code.ts'
import { find, type Rule } from './rule.ts'
import { selfCalls } from './rules-correctness.ts'

/** Steps that a judge allows within its usual second or two. */
const affordableSteps = 1e8

const hiddenLoop =
  /\b\w+\.(?:includes|indexOf|index|count)(?=\()|\b(?:sorted|sum|max|min)\(\s*\w+(?:\[[^\]]*:[^\]]*\])?\s*\)|\b\w+\.sort(?=\()/
const memory = /memo|cache|\bdp\b|visited|seen/i

/** Work that is done more often than it need be. */
export const speedRules: readonly Rule[] = [
  {
    id: 'nested-loops',
    topic: 'speed',
    when: (code, problem) =>
      code.loops.find(
        (loop) =>
          loop.depth > 1 &&
          !walksOneRow(loop) &&
          (problem.maxSize ?? Infinity) ** loop.depth > affordableSteps,
      )?.header,
    hint: {
      en: [
        'The inner loop {it} starts over for every single pass of the outer one. What exactly does it search for again and again, and have you not seen that value before?',
        'Ask of each pass: which one piece of knowledge would make the search in {it} unnecessary? Think about what you could write down while you walk through the data once.',
        'For each element, say in words which counterpart {it} is looking for. If you kept what you have already visited in a structure that answers "have I seen this?" at once, what would have to go in, and when?',
      ],
      ko: [
        '안쪽 반복 {it}: 바깥 반복이 한 번 돌 때마다 처음부터 다시 시작해요. 정확히 무엇을 매번 다시 찾고 있고, 그 값은 이미 한 번 지나간 값이 아닌가요?',
        '한 번의 반복마다 이렇게 물어보세요. 무엇 하나만 알고 있으면 {it} 탐색이 필요 없어질까요? 데이터를 한 번 훑는 동안 무엇을 적어 둘 수 있을지 생각해 보세요.',
        '각 원소에 대해 {it} 반복이 찾는 짝이 무엇인지 말로 설명해 보세요. "이걸 본 적 있나?"에 바로 대답하는 자료구조에 지나온 것을 담아 둔다면, 무엇을 언제 넣어야 할까요?',
      ],
    },
  },
  {
    id: 'hidden-loop',
    topic: 'speed',
    when: ({ loops, text }) =>
      loops
        .map(({ body }) => find(body, hiddenLoop) ?? searchesList(body, text))
        .find((found) => found !== undefined),
    hint: {
      en: [
        'The call {it} looks like one step, but it stands inside a loop. How many elements does it have to look at each time?',
        'Count for ten elements how often {it} touches an element in all. Which part of that work was already done in the round before?',
        'You could carry the result of {it} along from round to round instead of asking for it anew. What changes about it when one element is added?',
      ],
      ko: [
        '{it}: 한 단계처럼 보이지만 반복문 안에 있어요. 호출될 때마다 원소를 몇 개나 살펴봐야 하나요?',
        '원소가 열 개일 때 {it} 호출이 원소를 모두 몇 번 건드리는지 세어 보세요. 그중 이전 반복에서 이미 한 일은 무엇인가요?',
        '{it} 결과를 매번 새로 구하지 않고 다음 반복으로 가져갈 수도 있어요. 원소가 하나 늘어나면 그 결과에서 무엇이 달라지나요?',
      ],
    },
  },
  {
    id: 'repeated-calls',
    topic: 'speed',
    when: (code) =>
      memory.test(code.text) ? undefined : code.functions.find((one) => selfCalls(one) > 1)?.name,
    hint: {
      en: [
        'Your function {it} calls itself more than once. Draw its calls for a small input as a tree: does the same argument turn up in several places?',
        'In the tree of calls of {it}, mark every call whose answer you had worked out already. How does the number of marks grow when the input grows by one?',
        'Each argument of {it} needs to be answered only once. Where could an answer be kept so that the second question costs nothing, and in which order could the answers be filled in?',
      ],
      ko: [
        '함수 {it}: 자기 자신을 두 번 이상 호출하고 있어요. 작은 입력으로 호출 트리를 그려 보세요. 같은 인자가 여러 곳에 나타나나요?',
        '{it} 호출 트리에서 이미 답을 구했던 호출에 표시를 해 보세요. 입력이 하나 커질 때 표시는 얼마나 늘어나나요?',
        '{it} 함수는 인자마다 한 번만 답을 구하면 충분해요. 두 번째로 물을 때 바로 답하려면 답을 어디에 두면 좋고, 어떤 순서로 채울 수 있을까요?',
      ],
    },
  },
]

/** Python's `in` looks at every element of a list, though not of a set or a dictionary. */
function searchesList(body: string, text: string): string | undefined {
  return Array.from(body.matchAll(/(?<!\bfor\s+\w+\s+)\bin\s+(\w+)/g), (match) =>
    new RegExp(String.raw`\b${match[1]}\s*=\s*(?:\[|list\()`).test(text) ? match[0] : undefined,
  ).find((found) => found !== undefined)
}

/** Cells of a grid are each visited once: `for c in range(len(grid[0]))`, `for cell in row`. */
function walksOneRow({ header }: Loop): boolean {
  return /\w\[\w+\]\)|\w\[\w+\]\.(?:length|size)|\bin\s+row\b|\bof\s+row\b/.test(header)
}
