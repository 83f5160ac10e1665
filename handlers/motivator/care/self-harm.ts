import { englishWords, koreanWords } from '../plain-text.ts'
import lexicon from './self-harm.json' with { type: 'json' }

const { english, korean } = lexicon

/** `<name>` stands for a group, `_` for any word. Words are matched as a whole. */
const ofEnglish = (patterns: string[]): RegExp => {
  const groups: Record<string, string> = english.groups
  const source = patterns
    .join('|')
    .replace(/<(\w+)>/g, (_, name: string) => groups[name] ?? '')
    .replaceAll('_', '(?:\\w+ )')
  return new RegExp(`\\b(?:${source})\\b`, 'g')
}

/** Korean is often written without its spaces, or with more of them: each syllable may have one after it. */
const ofKorean = (phrases: string[], words: string[] = []): RegExp =>
  new RegExp([...words, phrases.join('|').replace(/[가-힣]/g, '$& ?')].join('|'), 'g')

const compiled = () => ({
  english: { danger: ofEnglish(english.danger), harmless: ofEnglish(english.harmless) },
  korean: {
    danger: ofKorean(korean.phrases, korean.words),
    harmless: new RegExp(korean.harmless.join('|'), 'g'),
  },
})
let patterns: ReturnType<typeof compiled> | undefined

/**
 * Whether a message speaks of self-harm or suicide, plainly or obliquely, in English or Korean,
 * of whomever. Harmless uses of the same words are taken out first. A false alarm costs little,
 * a miss may cost a life: in doubt the answer is yes.
 */
export const speaksOfSelfHarm = (message: string): boolean => {
  patterns ??= compiled()
  const { english, korean } = patterns
  return (
    matches(englishWords(message), english.danger, english.harmless) ||
    matches(koreanWords(message), korean.danger, korean.harmless)
  )
}

function matches(text: string, danger: RegExp, harmless: RegExp): boolean {
  return text.replace(harmless, ' ').search(danger) >= 0
}
