import type { ChatbotLocale } from '../../client/react/texts.ts'
import { problem } from '../sample-problem.ts'

/** What the page says beside the chat. */
export const pageTexts = {
  en: {
    tagline: 'Problems with a tutor beside them',
    learner: 'Signed in as',
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    problem: 'Problem',
    examples: 'Example',
    input: 'Input',
    output: 'Output',
    constraints: 'Constraints',
    code: 'Your code',
    codeKeys: 'Tab indents. To leave the editor: Escape, then Tab.',
    newConversation: 'New conversation',
    failures: 'See how a failure looks',
    failuresIntroduction: 'Asks a question to which the model fails in this way.',
    failureQuestion: 'Why is my code too slow?',
    details: problem,
  },
  ko: {
    tagline: '튜터와 함께 푸는 문제',
    learner: '로그인한 사용자',
    language: '언어',
    theme: '테마',
    themes: { system: '시스템', light: '밝게', dark: '어둡게' },
    problem: '문제',
    examples: '예시',
    input: '입력',
    output: '출력',
    constraints: '제약 조건',
    code: '내 코드',
    codeKeys: 'Tab은 들여쓰기예요. 편집기를 벗어나려면 Escape를 누른 뒤 Tab을 누르세요.',
    newConversation: '새 대화',
    failures: '실패하면 어떻게 보이나요',
    failuresIntroduction: '모델이 이렇게 실패하도록 질문해요.',
    failureQuestion: '제 코드가 왜 느린가요?',
    details: {
      ...problem,
      title: '두 수의 합',
      description:
        '정수 배열과 목표값이 주어질 때, 더해서 목표값이 되는 두 수의 위치를 반환하세요. 각 입력에는 정확히 하나의 답이 있으며, 같은 원소를 두 번 사용할 수 없습니다.',
    },
  },
} satisfies Record<ChatbotLocale, object>

export type PageTexts = (typeof pageTexts)[ChatbotLocale]
