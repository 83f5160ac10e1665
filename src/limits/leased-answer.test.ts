import { describe, expect, it } from 'vitest'
import { scriptedAnswer, stop, text, usage } from '../../twin/testing/scripted-answer.ts'
import { leasedAnswer } from './leased-answer.ts'

const leased = (...steps: Parameters<typeof scriptedAnswer>[0]) => {
  const seen: unknown[] = []
  const free = async () => void seen.push('freed')
  const answer = leasedAnswer(scriptedAnswer(steps, new AbortController().signal), free)
  const read = async () => {
    for await (const event of answer) seen.push(event)
  }
  return { answer, seen, read }
}

describe('the lease of an answer is freed', () => {
  it('before its finish is passed on', async () => {
    const { seen, read } = leased(text('Hello'), stop, usage)
    await read()
    expect(seen).toEqual([text('Hello'), 'freed', stop, usage, 'freed'])
  })

  it('when it fails, and it fails as it did', async () => {
    const own = new Error('own')
    const { seen, read } = leased(text('Hello'), own)
    await expect(read()).rejects.toBe(own)
    expect(seen).toEqual([text('Hello'), 'freed'])
  })

  it('when it ends without a finish', async () => {
    const { seen, read } = leased(text('Hello'))
    await read()
    expect(seen).toEqual([text('Hello'), 'freed'])
  })

  it('when its reader leaves', async () => {
    const { answer, seen } = leased(text('Hello'), text('you'), stop)
    await answer.next()
    await answer.return()
    expect(seen).toEqual(['freed'])
  })
})
