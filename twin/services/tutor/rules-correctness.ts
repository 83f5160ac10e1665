import type { NamedFunction } from './code.ts'
import { find, type Rule } from './rule.ts'

const decision = /\b(?:if|unless|switch|match|when|case|guard|for|while|and|or)\b|\?|&&|\|\|/
const output = /\b(?:return|yield|print|println|printf|puts|throw|raise|cout|Write|WriteLine|log)\b/
const neighbour = /\[\s*\w+\s*\+\s*1\s*\]/

/** Steps of a run that goes wrong, or never ends. */
export const correctnessRules: readonly Rule[] = [
  {
    id: 'blank',
    topic: 'start',
    when: (code) => (code.blank ? '' : undefined),
    hint: {
      en: [
        'There is no code of yours to look at yet, and that is a fine place to start. Solve the smallest example by hand and watch yourself: which value do you look at first, and what do you keep in mind while you go on?',
        'Turn what you did by hand into three or four sentences, one for each step. Which of them is repeated for every element, and what do you have to remember from one repetition to the next?',
        'Write only the skeleton now: the repetition, and a comment for each thing that happens inside it. Which comment could you already turn into code, and which single one is still unclear?',
      ],
      ko: [
        '아직 작성한 코드가 없네요. 시작하기 딱 좋은 때예요. 가장 작은 예제를 손으로 풀어 보세요. 어떤 값을 먼저 보고, 다음으로 넘어갈 때 무엇을 기억하고 있나요?',
        '손으로 푼 과정을 서너 문장으로 적어 보세요. 그중 모든 원소에 대해 반복되는 문장은 무엇이고, 한 번의 반복에서 다음 반복으로 무엇을 기억해야 하나요?',
        '이제 뼈대만 적어 보세요. 반복 하나와, 그 안에서 일어나는 일마다 주석 하나면 충분해요. 바로 코드로 옮길 수 있는 주석은 무엇이고, 아직 막막한 주석은 무엇인가요?',
      ],
    },
  },
  {
    id: 'brackets',
    topic: 'correctness',
    when: (code) => loneBracket(code.text),
    hint: {
      en: [
        'Before the idea, look at the shape of the code: one {it} seems to have no partner. Where should that pair begin, and where should it end?',
        'Read the code from the top and count up at each opening bracket, down at each closing one. At which line does the count stop matching what you meant by {it}?',
        'Comment out everything but the first block and run it, then bring the rest back piece by piece. After which piece does the complaint about {it} come back?',
      ],
      ko: [
        '아이디어를 보기 전에 코드의 모양부터 볼까요? {it} 하나의 짝이 없는 것 같아요. 그 짝은 어디서 시작해서 어디서 끝나야 하나요?',
        '위에서부터 읽으면서 여는 괄호에서는 1을 더하고 닫는 괄호에서는 1을 빼 보세요. {it} 때문에 숫자가 의도와 달라지는 줄은 어디인가요?',
        '첫 블록만 남기고 모두 주석으로 바꿔 실행한 다음 한 조각씩 되돌려 보세요. 어느 조각에서 {it} 오류가 다시 나타나나요?',
      ],
    },
  },
  {
    id: 'endless-recursion',
    topic: 'correctness',
    when: (code) =>
      code.functions.find((one) => selfCalls(one) > 0 && !decision.test(one.body))?.name,
    hint: {
      en: [
        'Your function {it} calls itself every time, whatever it is given. For which input is the answer so simple that no further call is needed?',
        'Follow {it} by hand with the smallest input there is. Which call would be the last one, and what in the code makes it the last?',
        'Two things belong in front of the recursive call in {it}: the condition that ends it, and the value that comes back then. Does every call bring its argument closer to that condition?',
      ],
      ko: [
        '함수 {it}: 어떤 값을 받아도 항상 자기 자신을 다시 호출하고 있어요. 더 호출하지 않아도 답을 바로 알 수 있는 입력은 무엇인가요?',
        '가장 작은 입력으로 {it} 호출을 손으로 따라가 보세요. 마지막 호출은 어느 것이고, 코드의 어느 부분이 그것을 마지막으로 만드나요?',
        '{it} 안의 재귀 호출 앞에는 두 가지가 필요해요. 멈추는 조건과 그때 돌려줄 값이에요. 호출할 때마다 인자가 그 조건에 가까워지고 있나요?',
      ],
    },
  },
  {
    id: 'endless-loop',
    topic: 'correctness',
    when: (code) =>
      code.loops.find(
        (loop) =>
          /while\s*\(?\s*(?:true|1)\b|for\s*\(\s*;\s*;|\bloop$/i.test(loop.header) &&
          !/\b(?:break|return|throw|raise|exit)\b/.test(loop.body),
      )?.header,
    hint: {
      en: [
        'What ends the loop {it}? Name the moment at which its work is done.',
        'Look at the values that change inside {it}. Which of them says that nothing is left to do, and is it looked at anywhere?',
        'Put the end of {it} into words, as in "until nothing is left in…", and compare the sentence with the loop. Which part of the sentence is missing in the code?',
      ],
      ko: [
        '{it}: 이 반복은 무엇이 끝내 주나요? 할 일이 끝나는 순간을 말로 설명해 보세요.',
        '{it} 안에서 바뀌는 값들을 보세요. 더 할 일이 없다는 것을 알려 주는 값은 무엇이고, 그 값을 확인하는 곳이 있나요?',
        '{it}: 이 반복이 끝나는 조건을 "…이 남지 않을 때까지"처럼 문장으로 써서 코드와 비교해 보세요. 문장의 어느 부분이 코드에 없나요?',
      ],
    },
  },
  {
    id: 'missing-return',
    topic: 'correctness',
    when: (code, problem) => {
      const silent =
        !problem.inPlace &&
        !output.test(code.text) &&
        !/\bvoid\b|=>\s*[^{\s]/.test(code.text) &&
        code.language !== 'Rust' &&
        code.language !== 'Ruby'
      return silent ? code.functions.at(-1)?.name : undefined
    },
    hint: {
      en: [
        'Your function {it} works something out, but how does its caller learn the result? Ask yourself what the caller holds in its hands when the function has ended.',
        'Go to the last line that runs in {it} for the first example. Which variable holds the result there, and where does it go afterwards?',
        'List every way in which {it} can end, those where nothing was found included. What should the caller get in each of them?',
      ],
      ko: [
        '함수 {it}: 계산은 하고 있는데, 호출한 쪽은 그 결과를 어떻게 알 수 있나요? 함수가 끝났을 때 호출한 쪽의 손에 무엇이 남는지 생각해 보세요.',
        '첫 번째 예제에서 {it} 안의 마지막으로 실행되는 줄로 가 보세요. 그때 결과는 어떤 변수에 있고, 그다음에는 어디로 가나요?',
        '{it} 함수가 끝나는 모든 경우를 적어 보세요. 아무것도 찾지 못한 경우도요. 각 경우에 호출한 쪽은 무엇을 받아야 하나요?',
      ],
    },
  },
  {
    id: 'past-the-end',
    topic: 'correctness',
    when: ({ text }) =>
      find(text, /<=\s*(?:len\(\w+\)|\w[\w.]*\.(?:length\b(?:\(\))?|size\(\)))(?!\s*-)/) ??
      find(text, /\brange\(\s*(?:\d+\s*,\s*)?len\(\w+\)\s*\+\s*1\s*\)/) ??
      stepsOverTheEnd(text),
    hint: {
      en: [
        'Look closely at {it}. What is the largest index that it reaches, and is there an element at that index?',
        'Take a list of three elements and write down every index that {it} lets through. Which of them belong to the list?',
        'Indexes start at zero, so the last one is one less than the number of elements. What does that mean for the boundary in {it}, and for the last round of the loop?',
      ],
      ko: [
        '{it} 부분을 자세히 보세요. 여기서 도달하는 가장 큰 인덱스는 얼마이고, 그 자리에 원소가 있나요?',
        '원소가 세 개인 목록을 놓고 {it} 부분이 허용하는 인덱스를 모두 적어 보세요. 그중 목록 안에 있는 것은 어느 것인가요?',
        '인덱스는 0부터 시작하니 마지막 인덱스는 원소의 개수보다 하나 작아요. 그렇다면 {it} 부분의 경계와 마지막 반복은 어떻게 되어야 할까요?',
      ],
    },
  },
  {
    id: 'stops-early',
    topic: 'correctness',
    when: ({ text }) =>
      neighbour.test(text)
        ? undefined
        : find(
            text,
            /\brange\(\s*(?:0\s*,\s*)?len\(\w+\)\s*-\s*1\s*\)|(?<![<>])<\s*\w+\.(?:length(?:\(\))?|size\(\))\s*-\s*1/,
          ),
    hint: {
      en: [
        'Which elements does {it} visit? Check in particular whether the last one gets its turn.',
        'Imagine that the only element that matters is the very last one. Would the loop with {it} ever see it?',
        'Write down the indexes that {it} goes through for a list of three. Is leaving one out a decision of yours or an accident?',
      ],
      ko: [
        '{it} 부분은 어떤 원소들을 방문하나요? 특히 마지막 원소의 차례가 오는지 확인해 보세요.',
        '답에 필요한 원소가 맨 마지막 하나뿐이라고 상상해 보세요. {it} 조건의 반복이 그 원소를 볼 수 있나요?',
        '원소가 세 개일 때 {it} 부분이 지나가는 인덱스를 모두 적어 보세요. 하나를 빼놓은 것은 의도인가요, 실수인가요?',
      ],
    },
  },
]

/** How often a function calls itself; a method of another object with its name does not count. */
export function selfCalls({ name, body }: NamedFunction): number {
  const call = new RegExp(String.raw`(?<![\w.])(?:self\.|this\.|Self::)?${name}\s*\(`, 'g')
  return body.match(call)?.length ?? 0
}

/** `nums[i + 1]` in a loop that already runs to the end of `nums`. */
function stepsOverTheEnd(text: string): string | undefined {
  const toTheEnd = /\brange\(\s*len\((\w+)\)\s*\)|<\s*(\w+)\.(?:length|size\(\))(?!\s*-)/g
  return Array.from(text.matchAll(toTheEnd), (match) =>
    find(text, new RegExp(String.raw`\b${match[1] ?? match[2]}\[\s*\w+\s*\+\s*1\s*\]`)),
  ).find((found) => found !== undefined)
}

function loneBracket(text: string): string | undefined {
  const partner: Record<string, string> = { ')': '(', ']': '[', '}': '{' }
  const open: string[] = []
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    const expected = partner[bracket]
    if (!expected) {
      open.push(bracket)
      continue
    }
    const opened = open.pop()
    if (opened !== expected) return opened ?? bracket
  }
  return open.at(-1)
}
