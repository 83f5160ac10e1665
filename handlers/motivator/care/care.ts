import type { Locale } from '../locale.ts'

const messages: Record<Locale, string> = {
  en: 'Thank you for telling me. What you are carrying sounds very heavy, and you do not have to carry it alone. Please call one of the help lines below or your local emergency number now, or tell someone near you; if it is about someone else, stay with them and call together.',
  ko: '이야기해 주셔서 고맙습니다. 많이 힘드실 텐데, 혼자 견디지 않으셔도 됩니다. 아래 상담전화나 긴급전화(112, 119)로 지금 바로 전화해 주시고, 다른 분이 걱정되신다면 그분 곁에서 함께 전화해 주세요.',
}

/** The message for a person who speaks of self-harm. It replaces the model's answer, and help lines follow it. */
export const caringMessage = (locale: Locale): string => messages[locale]
