import { describe, expect, it } from 'vitest'
import { encouragementPrompt } from '../../../test/support/encouragement-prompt.ts'
import { asksForEncouragement, encourage } from './encouragement.ts'
import { feelings, neutral } from './feelings.ts'

const encouraged = (message: string, language = '') =>
  encourage(encouragementPrompt({ message, language }))

describe('the encouragement', () => {
  it.each([
    ['I am so anxious about tomorrow', 'anxious', 'Phil.4.6-7'],
    ['내일 면접이 불안해요', 'anxious', 'Phil.4.6-7'],
    ['I feel lonely', 'lonely', 'Ps.25.16'],
    ['너무 외로워요', 'lonely', 'Ps.25.16'],
    ['I am angry at my brother', 'angry', 'Ps.37.8'],
    ['동생 때문에 화가 나요', 'angry', 'Ps.37.8'],
    ['회사 일로 지쳤어요', 'tired', 'Matt.11.28'],
    ['Thank you, it went well', 'grateful', 'Ps.118.24'],
    ['What a day', 'neutral', 'Ps.23.1'],
  ])('finds the emotion and its verse: %s', (message, emotion, verse) => {
    expect(encouraged(message)).toMatchObject({ emotion, verse_id: verse, self_harm: false })
  })

  it.each(['I want to kill myself', '죽고 싶어요', '자살 생각이 나요'])(
    'sees danger: %s',
    (message) => {
      expect(encouraged(message)).toMatchObject({ self_harm: true })
      expect(encouraged(message).message).toMatch(/right now|지금 바로/)
    },
  )

  it.each([
    ['Korean', 'So sad', /[가-힣]/],
    ['ko', 'So sad', /[가-힣]/],
    ['English', '슬퍼요', /^[^가-힣]+$/],
    ['en', '슬퍼요', /^[^가-힣]+$/],
    ['', '슬퍼요', /[가-힣]/],
  ])('speaks the language of the data, or else of the message: %s', (language, message, words) => {
    expect(encouraged(message, language).message).toMatch(words)
  })

  it('reads the message from an earlier turn when the last one has none', () => {
    const { turns, ...prompt } = encouragementPrompt({ message: 'I am tired' })
    const repair = [
      ...turns,
      { role: 'assistant', text: '{"message":"I am sad"}' } as const,
      { role: 'user', text: 'Your answer cannot be used: {"a":1} is not valid.' } as const,
    ]
    expect(encourage({ ...prompt, turns: repair }).emotion).toBe('tired')
  })

  it('reads a turn without JSON as the message', () => {
    const turns = [{ role: 'user', text: 'I am tired' } as const]
    expect(encourage({ ...encouragementPrompt({}), turns }).emotion).toBe('tired')
  })

  it('chooses among the verses of an emotion by the message', () => {
    const ids = ['I am happy', 'So much joy', 'A happy day', 'Glad'].map(
      (message) => encouraged(message).verse_id,
    )
    expect(new Set(ids)).toEqual(new Set(['Phil.4.4', 'Ps.118.24']))
    expect(encouraged('I am happy')).toEqual(encouraged('I am happy'))
  })

  it('stays within the choices of the schema', () => {
    const prompt = encouragementPrompt({ message: 'I am sad', emotions: ['calm', 'neutral'] })
    expect(encourage(prompt).emotion).toBe('neutral')
    const other = encouragementPrompt({ message: 'I am sad', emotions: ['calm'] })
    expect(encourage({ ...other, system: '' })).toMatchObject({
      emotion: 'calm',
      verse_id: 'Phil.4.6-7',
    })
  })

  it('is asked for by the fields of the schema', () => {
    const prompt = encouragementPrompt({})
    expect(asksForEncouragement(prompt)).toBe(true)
    expect(asksForEncouragement({ ...prompt, schema: { type: 'object' } })).toBe(false)
  })
})

it.each([...feelings, neutral])('$emotion has a message without a quotation', ({ message }) => {
  for (const text of Object.values(message)) expect(text).toMatch(/^[^"“”‘’'\d]{40,}$/)
})
