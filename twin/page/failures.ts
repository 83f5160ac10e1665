import type { ChatbotLocale } from '../../client/react/texts.ts'

/** The failures that the twin's model rehearses, in the order of the menu. */
export const failureLabels: Record<string, Record<ChatbotLocale, string>> = {
  429: { en: 'Too many questions', ko: '질문이 너무 많을 때' },
  503: { en: 'The model is overloaded', ko: '모델이 과부하일 때' },
  '400-key': { en: 'The service is misconfigured', ko: '서비스 설정이 잘못됐을 때' },
  'day-quota': { en: 'The daily quota is used up', ko: '오늘 할당량을 다 썼을 때' },
  'too-long': { en: 'The question is too long to read', ko: '질문이 너무 길어 읽지 못할 때' },
  'slow-first': { en: 'The answer begins after 10 s', ko: '답변이 10초 후에 시작될 때' },
  stall: { en: 'The answer stalls for 20 s', ko: '답변이 20초 동안 멈출 때' },
  cut: { en: 'The connection to the model breaks', ko: '모델과의 연결이 끊길 때' },
  'error-mid-stream': {
    en: 'The model fails while it answers',
    ko: '답변 도중 모델에 오류가 날 때',
  },
  'safety-prompt': { en: 'The question is refused', ko: '질문이 거절될 때' },
  'safety-mid-stream': {
    en: 'The answer is stopped for safety',
    ko: '안전을 위해 답변이 중단될 때',
  },
  'max-tokens': { en: 'The answer reaches its maximum length', ko: '답변이 최대 길이에 이를 때' },
  'length-no-text': {
    en: 'Thinking uses up the token limit',
    ko: '생각만 하다가 답변 길이를 다 쓸 때',
  },
  'empty-stop': { en: 'The answer ends without text', ko: '한마디도 없이 답변이 끝날 때' },
  empty: { en: 'The model returns nothing', ko: '모델이 아무 말도 하지 않을 때' },
  long: { en: 'A very long answer', ko: '아주 긴 답변' },
}
