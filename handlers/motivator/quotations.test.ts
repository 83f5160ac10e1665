import { describe, expect, it } from 'vitest'
import { messageFault } from './quotations.ts'
import { verseIds, verseOf } from './verses/verses.ts'

describe('messageFault', () => {
  it.each([
    "You're tired, and that's no fault of yours. Rest; it'll be lighter tomorrow.",
    "The others' worries aren't yours, and the boss's aren't either.",
    'One exam is one day, not your whole life (really).',
    '많이 지치셨겠어요. 오늘은 일찍 쉬어 보세요.',
    '말씀해 주셔서 고맙습니다.',
    'Set the alarm, breathe, and begin with the easiest of the 3 tasks.',
  ])('lets %j pass', (message) => expect(messageFault(message)).toBeUndefined())

  const misquote = 'Worry about nothing and all will be well with you'
  const korean = '아무 것도 걱정하지 말고 기도하라'
  it.each([
    `“${misquote}” is what I would say.`,
    `"${misquote}"`,
    `As one says: “${misquote}`,
    `'${misquote}', they say.`,
    `‘${misquote}’`,
    `‚${misquote}‘`,
    `‹${misquote}›`,
    `«${misquote}»`,
    `\`\`${misquote}''`,
    `＂${misquote}＂`,
    `「${korean}」`,
    `『${korean}』`,
    `《${korean}》`,
    `〈${korean}〉`,
    `기록에 '${korean}'라고 합니다.`,
    `> ${misquote}`,
    `It is "fine".`,
  ])('refuses what we do not know: %j', (message) => {
    expect(messageFault(message)).toBe('message quotes')
  })

  it.each([
    'Read Philippians 4:6 tonight.',
    '빌립보서 4장 6절을 읽어 보세요.',
    '시편 23편이 도움이 될 거예요.',
  ])('refuses a place in the Bible: %j', (message) => {
    expect(messageFault(message)).toBe('message names a place in the Bible')
  })

  it.each([
    'Jesus said: Do not be anxious about nothing.',
    'The Bible tells us not to worry.',
    'God promises that you will pass.',
    '하나님께서 말씀하셨어요, 두려워 말라고.',
    '성경은 걱정하지 말라고 해요.',
  ])('refuses what is attributed to the Bible: %j', (message) => {
    expect(messageFault(message)).toBe('message says what the Bible says')
  })

  it.each(verseIds)('knows every letter of %s', (id) => {
    const parts = verseOf(id, 'en')?.text.split(/[^\w ,;]/) ?? []
    const words = parts.toSorted((a, b) => b.length - a.length)[0]?.trim()
    const faults = [words, `${words}x`].map((each) => messageFault(`Remember: “${each}”.`))
    // What God says is attributed.
    if (faults[0] !== 'message says what the Bible says') {
      expect(faults).toEqual([undefined, 'message quotes'])
    }
  })
})
