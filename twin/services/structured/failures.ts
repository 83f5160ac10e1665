import type { Locale } from '../tutor/turn.ts'
import type { Encouragement } from './encouragement.ts'

/** Faults in the text of any structured answer. */
export const textFailures = {
  'bad-json': (json: string) => `${json.slice(0, -1)},`,
  prose: (json: string) =>
    `Here is the answer:\n\n\`\`\`json\n${json}\n\`\`\`\n\nI hope that it helps.`,
} satisfies Record<string, (json: string) => string>

/** Invented; no edition has it. */
const invented: Record<Locale, string> = {
  en: 'Be still, beloved, for the Lord your God will carry every burden that you bring before him this night',
  ko: '두려워 말라 사랑하는 자여 네가 지고 온 모든 짐을 여호와께서 이 밤에 친히 들어 주시리라',
}

/** Faults in what the motivator's model says, in JSON of the right types. */
export const encouragementFailures = {
  'wrong-id': () => ({ verse_id: 'Hez.3.16' }),
  'wrong-emotion': () => ({ emotion: 'melancholic' }),
  misquote: ({ message }, locale) => ({ message: `“${invented[locale]}.” ${message}` }),
} satisfies Record<string, (answer: Encouragement, locale: Locale) => Partial<Encouragement>>

export type TextFailure = keyof typeof textFailures
export type EncouragementFailure = keyof typeof encouragementFailures

export function isTextFailure(name: string): name is TextFailure {
  return Object.hasOwn(textFailures, name)
}

export function isEncouragementFailure(name: string): name is EncouragementFailure {
  return Object.hasOwn(encouragementFailures, name)
}
