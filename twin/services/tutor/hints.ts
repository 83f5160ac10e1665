import type { Locale } from './turn.ts'

/** The topic of a hint: no code yet, a nested loop, a question about speed, or anything else. */
type Topic = 'start' | 'loops' | 'speed' | 'check'

/**
 * Hints ask and never tell. Those of a topic go progressively deeper; those of `check` are
 * independent. `{it}` is a line of the learner's own code.
 */
export const hints: Record<Locale, Record<Topic, readonly string[]>> = {
  en: {
    start: [
      'There is no code of yours to look at yet, and that is a fine place to start. Solve the smallest example by hand and watch yourself: which value do you look at first, and what do you keep in mind while you go on?',
      'Turn what you did by hand into three or four sentences, one for each step. Which of them is repeated for every element, and what do you have to remember from one repetition to the next?',
      'Write only the skeleton now: the repetition, and a comment for each thing that happens inside it. Which comment could you already turn into code, and which single one is still unclear?',
    ],
    loops: [
      'The inner loop {it} starts over for every single pass of the outer one. What exactly does it search for again and again, and have you not seen that value before?',
      'Ask of each pass: which one piece of knowledge would make the search in {it} unnecessary? Think about what you could write down while you walk through the data once.',
      'For each element, say in words which counterpart {it} is looking for. If you kept what you have already visited in a structure that answers "have I seen this?" at once, what would have to go in, and when?',
    ],
    speed: [
      'Count for ten elements how often your code comes to {it} in all. Which part of that work was already done the time before?',
      'Double the input in your head. Does your code come to {it} twice as often, or four times? What looks like one step there, and is a search of its own?',
      'You could carry a result along instead of computing it again at {it}. What changes about that result when one element is added?',
    ],
    check: [
      'Nothing stands out at first sight, so let the code speak for itself. Follow an example line by line and write down each variable: at which line does a value surprise you?',
      'Look for an input that your examples leave out: one element, all equal, already in order, the largest allowed. For which of them are you least sure what your code answers?',
      'Say in one sentence what is true each time your code comes to {it}. Does it hold the first time, and does each round keep it true?',
      'What happens at {it} when the input is as small as the problem allows? Decide first what the right answer would be then.',
      'Imagine that the only element that matters is the very last one. Would {it} ever see it?',
      'Before {it} is reached, which promise about the input has to hold? Say where in your code that promise is checked, or which sentence of the problem makes it.',
      'List every way in which your code can end, those where nothing was found included. What should the caller get in each of them?',
    ],
  },
  ko: {
    start: [
      '아직 작성한 코드가 없네요. 시작하기 딱 좋은 때예요. 가장 작은 예제를 손으로 풀어 보세요. 어떤 값을 먼저 보고, 다음으로 넘어갈 때 무엇을 기억하고 있나요?',
      '손으로 푼 과정을 서너 문장으로 적어 보세요. 그중 모든 원소에 대해 반복되는 문장은 무엇이고, 한 번의 반복에서 다음 반복으로 무엇을 기억해야 하나요?',
      '이제 뼈대만 적어 보세요. 반복 하나와, 그 안에서 일어나는 일마다 주석 하나면 충분해요. 바로 코드로 옮길 수 있는 주석은 무엇이고, 아직 막막한 주석은 무엇인가요?',
    ],
    loops: [
      '안쪽 반복 {it}: 바깥 반복이 한 번 돌 때마다 처음부터 다시 시작해요. 정확히 무엇을 매번 다시 찾고 있고, 그 값은 이미 한 번 지나간 값이 아닌가요?',
      '한 번의 반복마다 이렇게 물어보세요. 무엇 하나만 알고 있으면 {it} 탐색이 필요 없어질까요? 데이터를 한 번 훑는 동안 무엇을 적어 둘 수 있을지 생각해 보세요.',
      '각 원소에 대해 {it} 반복이 찾는 짝이 무엇인지 말로 설명해 보세요. "이걸 본 적 있나?"에 바로 대답하는 자료구조에 지나온 것을 담아 둔다면, 무엇을 언제 넣어야 할까요?',
    ],
    speed: [
      '원소가 열 개일 때 {it} 부분을 모두 몇 번 지나는지 세어 보세요. 그중 바로 전에 이미 한 일은 무엇인가요?',
      '입력이 두 배가 된다고 상상해 보세요. {it} 부분을 두 배 더 지나나요, 네 배 더 지나나요? 한 단계처럼 보이지만 사실은 탐색인 것이 있나요?',
      '{it} 부분에서 매번 새로 구하지 않고 결과를 다음으로 가져갈 수도 있어요. 원소가 하나 늘어나면 그 결과에서 무엇이 달라지나요?',
    ],
    check: [
      '언뜻 눈에 띄는 문제는 없으니 코드가 스스로 말하게 해 볼까요? 예제 하나를 한 줄씩 따라가며 변수의 값을 적어 보세요. 예상과 다른 값이 나오는 줄은 어디인가요?',
      '예제에 없는 입력을 찾아보세요. 원소가 하나일 때, 모두 같을 때, 이미 정렬되어 있을 때, 가장 클 때가 있어요. 그중 답을 가장 확신하기 어려운 것은 무엇인가요?',
      '{it} 부분에 이를 때마다 항상 참인 사실을 한 문장으로 말해 보세요. 처음에도 참이고, 반복할 때마다 계속 참인가요?',
      '입력이 문제에서 허용하는 가장 작은 것이면 {it} 부분에서 무슨 일이 일어나나요? 그때의 올바른 답이 무엇인지 먼저 정해 보세요.',
      '답에 필요한 원소가 맨 마지막 하나뿐이라고 상상해 보세요. {it} 부분이 그 원소를 볼 수 있나요?',
      '{it} 부분에 이르기 전에 입력에 대해 어떤 약속이 지켜져야 하나요? 그 약속을 코드 어디에서 확인하는지, 또는 문제의 어느 문장이 보장하는지 말해 보세요.',
      '코드가 끝나는 모든 경우를 적어 보세요. 아무것도 찾지 못한 경우도요. 각 경우에 호출한 쪽은 무엇을 받아야 하나요?',
    ],
  },
}

/** The text around a hint; `open` and `close` depend on how many hints came before it. */
export const phrases = {
  en: {
    problem: (title: string) => (title ? `“${title}”` : 'this problem'),
    start: "Let's begin with {problem}.",
    open: [
      "Let's look at your {language}code for {problem} together.",
      "Good, let's go one step further with {problem}.",
      'You have thought about {problem} for a while now, so let me be more concrete.',
    ],
    decline:
      'I will not hand you the solution to {problem}, because finding it is the part that makes you better, but here is a hint.',
    size: 'With n up to {size}, about {order} is what fits into the time, so where does your idea stand?',
    close: [
      'Try it on {example} before you change anything.',
      'Tell me what you would try first, and why.',
      'Change only that one place, run the smallest example again, and tell me what you see.',
    ],
    example: (input: string) =>
      input ? `the first example (\`${input}\`)` : 'the smallest example',
    it: 'this part',
    general:
      'Let us think about your question together. What is given, what is asked for, and what have you tried so far? Take the smallest case you can imagine and solve it by hand. Which of your steps would you have to repeat for a larger one?',
  },
  ko: {
    problem: (title: string) => (title ? `‘${title}’ 문제` : '이 문제'),
    start: '{problem}부터 함께 시작해 볼게요.',
    open: [
      '{problem}의 {language}코드를 함께 볼게요.',
      '좋아요, {problem}에서 한 걸음 더 나아가 볼게요.',
      '{problem}를 꽤 오래 고민했으니 조금 더 구체적으로 이야기해 볼게요.',
    ],
    decline: '{problem}의 풀이를 그대로 드리는 대신, 직접 찾아낼 수 있도록 힌트를 드릴게요.',
    size: 'n이 최대 {size}이면 {order} 정도가 시간 안에 들어와요.',
    close: [
      '코드를 바꾸기 전에 {example}로 확인해 보세요.',
      '무엇을 먼저 시도해 볼지, 그 이유와 함께 알려 주세요.',
      '그 한 곳만 바꿔서 가장 작은 예제를 다시 실행해 보고, 결과를 알려 주세요.',
    ],
    example: (input: string) => (input ? `첫 번째 예제(\`${input}\`)` : '가장 작은 예제'),
    it: '이 코드',
    general:
      '질문을 함께 생각해 볼게요. 주어진 것은 무엇이고, 구해야 하는 것은 무엇이며, 지금까지 무엇을 시도해 보았나요? 상상할 수 있는 가장 작은 경우를 손으로 풀어 보세요. 더 큰 경우라면 그중 어떤 단계를 반복해야 할까요?',
  },
}
