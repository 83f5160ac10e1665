import { describe, expect, it } from 'vitest'
import { splitBlocks } from './blocks.ts'
import type { Reply } from './message.ts'
import { allTold, nothingTold, tell } from './spoken.ts'
import { chatbotTexts } from './texts.ts'

const texts = chatbotTexts.en

/** All announcements while an answer goes through these steps. */
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
  it('announces each paragraph once, when it is finished', () => {
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

  it('announces only the rest of a list that seemed to have ended', () => {
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
  ])('announces the end of an answer: %o', (end, expected) => {
    const lines = tellAll([{ state: 'waiting' }, end])
    expect(lines.filter((line) => ![texts.questionSent, texts.answering].includes(line))).toEqual(
      expected,
    )
  })
})

describe('allTold', () => {
  it.each(['', 'One.', 'One.\n\n- two\n- three\n\n'])(
    'leaves nothing to announce of %j',
    (content) => {
      const reply: Reply = { id: 1, role: 'model', content, state: 'complete' }
      const blocks = splitBlocks(content)
      expect(tell(allTold(reply, blocks), reply, blocks, texts).lines).toEqual([])
      expect(allTold(reply, blocks)).toEqual(tell(nothingTold, reply, blocks, texts).told)
    },
  )
})

describe('a long answer', () => {
  it('is read once, not again at each frame', () => {
    const text = 'word '.repeat(4_000)
    const steps = Array.from({ length: 200 }, (_, index) => ({
      content: text.slice(0, (index + 1) * 100),
    }))
    const lines = tellAll([...steps, { content: text, state: 'complete' }])
    expect(lines.filter((line) => line.startsWith('word')).join(' ')).toBe(text.trim())
  })
})
