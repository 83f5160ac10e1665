import { describe, expect, it } from 'vitest'
import { speaksOfSelfHarm } from './self-harm.ts'
import acceptance from './wordings/acceptance.json' with { type: 'json' }
import heldOut from './wordings/held-out.json' with { type: 'json' }

const { selfHarm, harmless } = acceptance

describe('speaksOfSelfHarm', () => {
  it('is tried on 60 wordings of each kind, half of them Korean', () => {
    for (const wordings of [selfHarm, harmless]) {
      expect(new Set(wordings)).toHaveLength(60)
      expect(wordings.filter((wording) => /[가-힣]/.test(wording))).toHaveLength(30)
    }
  })

  it('misses none', () => {
    expect(selfHarm.filter((wording) => !speaksOfSelfHarm(wording))).toEqual([])
  })

  it('gives at most three false alarms', () => {
    expect(harmless.filter(speaksOfSelfHarm).length).toBeLessThanOrEqual(3)
  })

  it('misses none of the wordings that were written after its rules', () => {
    expect(heldOut.selfHarm.length).toBeGreaterThanOrEqual(200)
    expect(heldOut.selfHarm.filter((wording) => !speaksOfSelfHarm(wording))).toEqual([])
  })

  it('gives few false alarms in those', () => {
    expect(heldOut.harmless.length).toBeGreaterThanOrEqual(200)
    expect(heldOut.harmless.filter(speaksOfSelfHarm).length).toBeLessThanOrEqual(6)
  })

  it.each([
    'I WANT TO DIE!!!',
    'i want to diiiiie',
    'ｉ ｗａｎｔ ｔｏ ｄｉｅ',
    'k1ll mys3lf',
    'k i l l  m y s e l f',
    's u i c i d e',
    'su\u200bicide',
    'I want\nto   die',
    'don’t want to be here anymore',
    '자 살',
    '자.살.하.고.싶.어',
    '자1살하고 싶다',
    'ㅈㅏㅅㅏㄹ 하고 싶어',
    '죽 고 싶 다',
    '죽고싶다',
    '주ㄱ고 싶어',
    '죽고ㅠㅠ싶어',
    '죽\u200b고 싶다',
    '죽고 싶다'.normalize('NFD'),
    '오늘 유난히 힘들어. I want to die.',
  ])('sees through %j', (disguised) => {
    expect(speaksOfSelfHarm(disguised)).toBe(true)
  })

  it('hears the second of two sentences, though the first is harmless', () => {
    expect(speaksOfSelfHarm('This deadline is killing me. I want to die.')).toBe(true)
    expect(speaksOfSelfHarm('배고파 죽겠다. 그냥 죽고 싶다.')).toBe(true)
  })

  it.each(['', ' ', '😀', '1234', 'ㅋㅋㅋㅋㅋ', 'ㅠㅠ', 'a'.repeat(4000), '가'.repeat(4000)])(
    'hears nothing in %j',
    (message) => {
      expect(speaksOfSelfHarm(message)).toBe(false)
    },
  )
})
