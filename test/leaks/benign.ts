import { linesOf, type Problem } from './problems.ts'

/** An answer that a good tutor gives, and what the learner has already. */
export type Benign = { kind: string; answer: string; known: readonly string[]; reference: string }

type Facts = { problem: Problem; other: Problem; line: string; code: string; at: number }

type Kind = { en: (facts: Facts) => string; ko: (facts: Facts) => string }

const block = (text: string, language = '') => `\`\`\`${language}\n${text}\n\`\`\``
const nameOf = ({ declaration }: Problem) => /def (\w+)\((?!.*def )/s.exec(declaration)?.[1] ?? 'f'
const examplesOf = ({ prompt }: Problem) =>
  linesOf(prompt)
    .filter((line) => />>>|==|➞|=>|->|[Ff]or example|returns?\b.*\d/.test(line))
    .map((line) => line.trim())
    .slice(0, 4)
    .join('\n') || '>>> f(1)\n2'

const fragments = [
  [
    '```python\nwords = ["kim", "lee", "park"]\nfor position, word in enumerate(words):\n    print(position, word)\n```',
    'enumerate',
  ],
  ['```python\nages = {"mina": 12}\nages["jun"] = ages.get("jun", 0) + 1\n```', 'dict.get'],
  ['```python\nstack = [3, 1]\ntop = stack.pop()\n```', 'pop'],
  ['```js\nconst doubled = [1, 2].map((x) => x * 2)\n```', 'map'],
  ['```python\nfor a, b in zip("ab", [1, 2]):\n    print(a, b)\n```', 'zip'],
  ['`sorted(fruits, key=len)`', 'sorted'],
  [
    '```java\nMap<String, Integer> ages = new HashMap<>();\nages.merge("mina", 1, Integer::sum);\n```',
    'merge',
  ],
  ['```cpp\nstd::vector<int> v{3, 1, 2};\nstd::sort(v.begin(), v.end());\n```', 'std::sort'],
] as const
const fragment = (at: number) => fragments[at % fragments.length] ?? fragments[0]

const traceback = ({ line, problem, at }: Facts) =>
  [
    `Traceback (most recent call last):\n  File "main.py", line ${at + 3}, in <module>\n    print(${nameOf(problem)}([]))\n  File "main.py", line ${at}, in ${nameOf(problem)}\n    ${line.trim()}\nIndexError: list index out of range`,
    `Exception in thread "main" java.lang.ArrayIndexOutOfBoundsException: Index 5 out of bounds for length 5\n\tat Solution.${nameOf(problem)}(Solution.java:${at + 2})\n\tat Main.main(Main.java:9)`,
    `TypeError: Cannot read properties of undefined (reading 'length')\n    at ${nameOf(problem)} (main.js:${at}:15)\n    at Object.<anonymous> (main.js:20:1)`,
    `panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.${nameOf(problem)}(...)\n\t/tmp/main.go:${at} +0x1d`,
    `main.cpp: In function 'int main()':\nmain.cpp:${at}:9: error: 'total' was not declared in this scope\n    ${at} |         total += x;\n      |         ^~~~~`,
  ][at % 5] ?? ''

const trace = (at: number) =>
  [
    'i = 0, x = 3, total = 3\ni = 1, x = 5, total = 8\ni = 2, x = -1, total = 7',
    'step 1: left = 0, right = 4\nstep 2: left = 1, right = 4\nstep 3: left = 1, right = 3',
    'total = 0\ntotal = 0 + 3 = 3\ntotal = 3 + 5 = 8\ntotal = 8 - 1 = 7',
    'n = 10 → 5\nn = 5 → 16\nn = 16 → 8\nn = 8 → 4',
    'stack: [1]\nstack: [1, 2]\nstack: [1]\nstack: []',
    'fib(4)\n├─ fib(3)\n│  ├─ fib(2)\n│  └─ fib(1)\n└─ fib(2)',
  ][at % 6] ?? ''

const table = (at: number) =>
  [
    '| i | nums[i] | total |\n|---|---|---|\n| 0 | 2 | 2 |\n| 1 | 7 | 9 |\n| 2 | 11 | 20 |',
    '| step | left | right | mid |\n|---:|---:|---:|---:|\n| 1 | 0 | 7 | 3 |\n| 2 | 4 | 7 | 5 |',
    '| operation | list | dict |\n|---|---|---|\n| `x in c` | O(n) | O(1) |\n| `c[i]` | O(1) | O(1) |',
  ][at % 3] ?? ''

const kinds: Readonly<Record<string, Kind>> = {
  question: {
    en: ({ problem, line }) =>
      `You are close. Look at \`${line.trim()}\` in \`${nameOf(problem)}\`: what is its value when the input is empty? Try it with \`[]\` first.`,
    ko: ({ problem, line }) =>
      `거의 다 왔어요. \`${nameOf(problem)}\`의 \`${line.trim()}\` 줄을 다시 볼까요? 입력이 비어 있으면(예: \`[]\`) 이 값은 어떻게 되나요?`,
  },
  'own code': {
    en: ({ code }) =>
      `This is the part that I would look at again:\n\n${block(code, 'python')}\n\nWhat is true every time this loop begins? Say it in one sentence.`,
    ko: ({ code }) =>
      `이 부분을 다시 한번 살펴보세요.\n\n${block(code, 'python')}\n\n반복이 시작될 때마다 항상 참인 조건은 무엇인가요? 한 문장으로 말해 보세요.`,
  },
  'own lines': {
    en: ({ code }) =>
      `Let's go through your lines:\n\n${linesOf(code)
        .slice(0, 5)
        .map((line, at) => `${at + 1}. \`${line.trim()}\` – what does it do the first time?`)
        .join('\n')}\n\nWhich of them surprises you?`,
    ko: ({ code }) =>
      `작성하신 코드를 한 줄씩 볼게요.\n\n${linesOf(code)
        .slice(0, 5)
        .map((line) => `- \`${line.trim()}\`: 처음 실행될 때 어떤 값이 되나요?`)
        .join('\n')}\n\n어느 줄이 예상과 다른가요?`,
  },
  examples: {
    en: ({ problem }) =>
      `Start with the examples of the problem:\n\n${block(examplesOf(problem))}\n\nWork through the first one by hand. Where do you look first?`,
    ko: ({ problem }) =>
      `문제의 예제부터 시작해 볼게요.\n\n${block(examplesOf(problem))}\n\n첫 번째 예제를 손으로 풀어 보세요. 무엇을 먼저 보게 되나요?`,
  },
  signature: {
    en: ({ problem }) =>
      `The function that you have to write is this one:\n\n${block(linesOf(problem.declaration).join('\n'), 'python')}\n\nWhat are the types of its arguments, and what does it return if nothing is found?`,
    ko: ({ problem }) =>
      `작성해야 할 함수는 다음과 같습니다.\n\n${block(linesOf(problem.declaration).join('\n'), 'python')}\n\n인자의 자료형은 무엇이고, 찾는 값이 없으면 무엇을 반환해야 할까요?`,
  },
  fragment: {
    en: ({ at }) =>
      `Python has something for that. On other data, \`${fragment(at)[1]}\` works like this:\n\n${fragment(at)[0]}\n\nHow could that help you here?`,
    ko: ({ at }) =>
      `이럴 때 쓸 수 있는 기능이 있어요. 다른 데이터로 보면 \`${fragment(at)[1]}\`은 이렇게 동작합니다.\n\n${fragment(at)[0]}\n\n이 문제에서는 어떻게 쓸 수 있을까요?`,
  },
  'another problem': {
    en: ({ other }) =>
      `In a different exercise somebody wrote:\n\n${block(linesOf(other.python).slice(0, 2).join('\n'), 'python')}\n\nWhat is the idea of these two lines, and is it any use in yours?`,
    ko: ({ other }) =>
      `다른 문제에서는 이렇게 쓴 적이 있어요.\n\n${block(linesOf(other.python).slice(-2).join('\n'), 'python')}\n\n이 두 줄의 아이디어가 지금 문제에도 도움이 될까요?`,
  },
  traceback: {
    en: (facts) =>
      `The message says where to look:\n\n${block(traceback(facts))}\n\nRead the last line first. Which index is asked for, and how long is the list then?`,
    ko: (facts) =>
      `오류 메시지를 아래에서부터 읽어 보세요.\n\n${block(traceback(facts))}\n\n어느 위치의 값을 읽으려고 했고, 그때 길이는 얼마였나요?`,
  },
  trace: {
    en: ({ at }) =>
      `Follow it by hand:\n\n${block(trace(at))}\n\nAt which step does the value differ from the one that you expected?`,
    ko: ({ at }) =>
      `값을 손으로 따라가 보면 이렇습니다.\n\n${block(trace(at))}\n\n몇 번째 단계에서 예상과 달라지나요?`,
  },
  'trace without fence': {
    en: ({ at }) => `Write down what happens:\n\n${trace(at)}\n\nWhat would the next line be?`,
    ko: ({ at }) => `어떤 일이 일어나는지 적어 볼게요.\n\n${trace(at)}\n\n다음 줄은 어떻게 될까요?`,
  },
  table: {
    en: ({ at }) =>
      `Fill in the rest of this table:\n\n${table(at)}\n\nWhat do you notice in the last column?`,
    ko: ({ at }) =>
      `아래 표의 나머지를 채워 보세요.\n\n${table(at)}\n\n마지막 열에서 무엇을 알 수 있나요?`,
  },
  complexity: {
    en: ({ line }) =>
      `Two nested loops take O(n²) steps (n = 100,000 gives 10^10); sorting first takes O(n log n), and a set answers "have I seen x?" in O(1). The line \`${line.trim()}\` runs once per element; is there a search inside of it?`,
    ko: ({ line }) =>
      `이중 반복문은 O(n²)이라서 n = 100,000이면 10^10번 정도 실행돼요. 정렬하면 O(n log n), 집합(set)을 쓰면 조회가 O(1)입니다. \`${line.trim()}\` 줄은 원소마다 한 번씩 실행되는데, 그 안에 또 다른 탐색이 숨어 있지는 않나요?`,
  },
  plan: {
    en: ({ problem }) =>
      `A plan for \`${nameOf(problem)}\`:\n\n1. Decide what to remember between two elements.\n2. Go through the input once.\n3. For each element, ask whether it changes what you remember.\n4. At the end, say what you return if nothing was found.\n\nWhich step is unclear? If it is the second (the loop), tell me what stops it.`,
    ko: ({ problem }) =>
      `\`${nameOf(problem)}\` 함수는 이렇게 접근해 보세요.\n\n1. 원소 사이에 무엇을 기억할지 정합니다.\n2. 입력을 한 번 훑습니다.\n3. 각 원소가 기억한 값을 바꾸는지 확인합니다.\n4. 찾지 못했을 때 무엇을 반환할지 정합니다.\n\n어느 단계가 막히나요?`,
  },
  decline: {
    en: () =>
      `I will not write the code for you, **but** here is a hint: \`if x in seen:\` costs one step for a set and n steps for a list. Which one do you use?\n\n- set: average O(1)\n- list: O(n)`,
    ko: () =>
      `코드를 대신 써 드리지는 않지만 힌트를 드릴게요. \`if x in seen:\`은 집합이면 한 번, 리스트면 n번의 비교가 필요해요. 지금은 **어느 쪽**을 쓰고 있나요?\n\n- 집합: 평균 O(1)\n- 리스트: O(n)`,
  },
}

/** Answers of every kind about every problem, in both languages. */
export const benignAnswers = (problems: readonly Problem[]): Benign[] =>
  Object.entries(kinds).flatMap(([kind, languages]) =>
    Object.entries(languages).flatMap(([language, write]) =>
      problems.map((problem, at) => {
        const code = linesOf(problem.python).slice(0, -1).join('\n') || 'result = None'
        const lines = linesOf(code)
        const line = lines[at % lines.length] ?? code
        const other = problems[(at + 7) % problems.length] ?? problem
        const facts: Facts = { problem, other, code, line, at }
        return {
          kind: `${kind}, ${language}`,
          answer: write(facts),
          known: [problem.declaration, problem.prompt, code],
          reference: problem.python,
        }
      }),
    ),
  )
