import type { Emotion } from '../emotions.ts'
import type { Locale } from '../locale.ts'
import { englishWords, koreanWords } from '../plain-text.ts'
import answers from './curated-answers.json' with { type: 'json' }
import words from './emotion-words.json' with { type: 'json' }

/** What someone feels who says that they do not feel this; of others a denial says nothing. */
const opposites: Partial<Record<Emotion, Emotion>> = {
  joyful: 'sad',
  hopeful: 'discouraged',
  peaceful: 'anxious',
  excited: 'discouraged',
  grateful: 'discouraged',
}

const deniedBefore =
  / (?:not|no|never|nothing|without|isnt|arent|wasnt|werent|dont|doesnt|didnt|cant|cannot|couldnt|wont|havent|hasnt|lost|losing|aint|hardly|stopped|any) (?:(?!i |im |but )\w+ ){0,3}$/
const deniedAfter =
  /^[가-힣]{0,3}(?:지(?:는|도|가|를|만은)?(?:않|못|안|가않|를않)|이?(?:없|안느)|은?아니|가?아니|수없|이라고는없)/
const deniedBeforeKorean = /(?:안|못|별로|하나도|전혀|조금도)$/

type Words = { emotion: Emotion; english: RegExp; korean: RegExp }

const compiled = (): Words[] =>
  Object.entries(words).map(([emotion, { en, ko }]) => ({
    emotion: emotion as Emotion,
    english: new RegExp(`\\b(?:${en.replaceAll('_', '(?:\\w+ )')})\\b`, 'g'),
    korean: new RegExp(ko, 'g'),
  }))
let lexicon: Words[] | undefined

/**
 * The emotion that a message shows most often, by a small lexicon: for when the model is away.
 * Of several, the heavier one. Denials count: who is not happy is sad, who is not angry is nothing.
 */
export const detectEmotion = (message: string): Emotion => {
  lexicon ??= compiled()
  const english = englishWords(message)
  const korean = koreanWords(message).replaceAll(' ', '')
  const hits = new Map<Emotion, number>()
  const add = (emotion: Emotion | undefined) =>
    emotion && hits.set(emotion, (hits.get(emotion) ?? 0) + 1)
  for (const { emotion, english: inEnglish, korean: inKorean } of lexicon) {
    for (const { index } of english.matchAll(inEnglish)) {
      const denied = deniedBefore.test(english.slice(0, index))
      add(denied ? opposites[emotion] : emotion)
    }
    for (const { 0: word, index } of korean.matchAll(inKorean)) {
      const denied =
        deniedAfter.test(korean.slice(index + word.length)) ||
        deniedBeforeKorean.test(korean.slice(0, index))
      add(denied ? opposites[emotion] : emotion)
    }
  }
  const order: Emotion[] = [...lexicon.map(({ emotion }) => emotion), 'neutral']
  const most = Math.max(0, ...hits.values())
  return order.find((emotion) => hits.get(emotion) === most) ?? 'neutral'
}

/** One or two sentences for someone with this emotion: no quotation, for when the model is away. */
export const curatedMessage = (emotion: Emotion, locale: Locale): string => answers[emotion][locale]
