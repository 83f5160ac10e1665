import { describe, expect, it } from 'vitest'
import { splitBlocks } from './blocks.ts'
import type { Reply } from './message.ts'
import { nothingTold, plainText, tell } from './spoken.ts'
import { chatbotTexts } from './texts.ts'

const texts = chatbotTexts.en

/** All that is told while an answer goes through these steps. */
const tellAll = (steps: Partial<Reply>[]) => {
  let told = nothingTold
  return steps.flatMap((step) => {
    const reply: Reply = { id: 1, role: 'model', content: '', state: 'streaming', ...step }
    const next = tell(told, reply, splitBlocks(reply.content), texts)
    told = next.told
    return next.lines
  })
}

describe('tell', () => {
  it('tells each paragraph once, when it is finished', () => {
    expect(
      tellAll([
        { state: 'waiting' },
        { content: 'One' },
        { content: 'One two.' },
        { content: 'One two.\n\nThr' },
        { content: 'One two.\n\nThree.' },
        { content: 'One two.\n\nThree.', state: 'complete' },
        { content: 'One two.\n\nThree.', state: 'complete' },
      ]),
    ).toEqual([texts.questionSent, texts.answering, 'One two.', 'Three.', texts.answerComplete])
  })

  it('tells only the rest of a list that seemed to have ended', () => {
    expect(
      tellAll([
        { content: '- a\n\n-' },
        { content: '- a\n\n- b' },
        { content: '- a\n\n- b', state: 'complete' },
      ]).filter((line) => /^[ab]/.test(line)),
    ).toEqual(['a', 'b'])
  })

  it.each<[Partial<Reply>, string[]]>([
    [{ state: 'stopped', content: 'Half' }, ['Half', texts.stopped]],
    [{ state: 'stopped' }, [texts.stopped]],
    [{ state: 'complete', content: 'Half', finish: 'length' }, ['Half', texts.finish.length]],
    [{ state: 'failed', content: 'Half' }, ['Half']],
    [{ state: 'failed' }, []],
  ])('tells how it ended: %o', (end, expected) => {
    const lines = tellAll([{ state: 'waiting' }, end])
    expect(lines.filter((line) => ![texts.questionSent, texts.answering].includes(line))).toEqual(
      expected,
    )
  })
})

describe('plainText', () => {
  it.each([
    ['## Look at **this**, and _that_', 'Look at this, and that'],
    ['`two_sum` and snake_case_name', 'two_sum and snake_case_name'],
    ['`a * b * c` is 2 * 3', 'a * b * c is 2 * 3'],
    ['- one\n- two', 'one two'],
    ['[a book](https://example.com) ![a cat](x.png)', 'a book a cat'],
    ['> quoted', 'quoted'],
  ])('of %j is %j', (markdown, expected) => {
    expect(plainText(markdown)).toBe(expected)
  })
})
