import { describe, expect, it } from 'vitest'
import { type Emotion, emotions } from '../emotions.ts'
import messages from './messages.json' with { type: 'json' }
import { curatedMessage, detectEmotion } from './mood.ts'

const table: Record<Emotion, string[]> = messages

describe('detectEmotion', () => {
  it('is tried on three messages for each emotion and language', () => {
    for (const emotion of emotions) {
      expect(table[emotion]).toHaveLength(6)
      expect(table[emotion].filter((message) => /[가-힣]/.test(message))).toHaveLength(3)
    }
  })

  it.each(emotions.flatMap((emotion) => table[emotion].map((message) => [emotion, message])))(
    'finds %s in "%s"',
    (emotion, message) => {
      expect(detectEmotion(message ?? '')).toBe(emotion)
    },
  )

  it.each<[Emotion, string]>([
    ['sad', 'I am not happy'],
    ['sad', "I'm not really happy these days"],
    ['sad', '안 행복해요'],
    ['sad', '행복하지 않아요'],
    ['sad', '행복하지가 않아'],
    ['anxious', 'I find no peace'],
    ['anxious', '마음이 평안하지 않아요'],
    ['discouraged', 'I am not hopeful any more'],
    ['neutral', 'I am not angry'],
    ['neutral', '슬프지 않아요'],
    ['neutral', '안 무서워요'],
    ['grateful', 'I am not sad, I am grateful'],
    ['grateful', '이제 두렵지 않아요. 감사합니다'],
  ])('finds %s in the denial "%s"', (emotion, message) => {
    expect(detectEmotion(message)).toBe(emotion)
  })

  it('finds the emotion named most often', () => {
    expect(detectEmotion('Happy? I am tired, exhausted, worn out.')).toBe('tired')
  })

  it.each(['', '   ', '😀', 'a'.repeat(4000), '가'.repeat(4000)])('finds none in %j', (message) => {
    expect(detectEmotion(message)).toBe('neutral')
  })
})

describe('curatedMessage', () => {
  const all = emotions.flatMap((emotion) => [
    curatedMessage(emotion, 'en'),
    curatedMessage(emotion, 'ko'),
  ])

  it('has one of its own for each emotion and language', () => {
    expect(new Set(all)).toHaveLength(2 * emotions.length)
  })

  it.each(emotions)('has one to three sentences in the language for %s', (emotion) => {
    for (const locale of ['en', 'ko'] as const) {
      const message = curatedMessage(emotion, locale)
      expect(/[가-힣]/.test(message)).toBe(locale === 'ko')
      expect([1, 2, 3]).toContain(message.match(/[.?!](?= |$)/g)?.length)
      expect(message).not.toMatch(/["“”「」『』]|\d/)
    }
  })
})
