import { describe, expect, it } from 'vitest'
import { emotions } from '../emotions.ts'
import { feedbackRequest, maxFeedbackBytes } from './request.ts'

const session_id = '5b0c11a5-91f7-4b0e-a1b5-000000000001'
const good = { session_id, helpful: true, emotion: 'sad' }

const faultsOf = (body: unknown) =>
  feedbackRequest.safeParse(body).error?.issues.map(({ path, message }) => [path[0], message])

describe('feedbackRequest', () => {
  it.each(emotions)('accepts the emotion %s', (emotion) => {
    expect(feedbackRequest.parse({ ...good, emotion })).toEqual({ ...good, emotion })
  })

  it.each([
    ['no comment', null, null],
    ['a blank comment, which is none', ' \n', undefined],
    ['a comment with space around it', ' 고마워요 ', '고마워요'],
    ['half a character, which becomes U+FFFD', 'a\ud83d', 'a\ufffd'],
    ['the longest comment', '가'.repeat(2_000), '가'.repeat(2_000)],
  ])('accepts %s', (_, user_comment, kept) => {
    expect(feedbackRequest.parse({ ...good, user_comment }).user_comment).toBe(kept)
  })

  it('takes a UUID in upper case as the same one', () => {
    const { session_id: kept } = feedbackRequest.parse({
      ...good,
      session_id: session_id.toUpperCase(),
    })
    expect(kept).toBe(session_id)
  })

  it('leaves out what it does not know', () => {
    expect(feedbackRequest.parse({ ...good, user_id: 'another' })).toEqual(good)
  })

  it('names every missing field', () => {
    expect(faultsOf({})).toEqual([
      ['session_id', 'is required'],
      ['helpful', 'is required'],
      ['emotion', 'is required'],
    ])
  })

  it('names every wrong field, and never repeats it', () => {
    const wrong = { session_id: 'a#b', helpful: 'secret', emotion: 'secret', user_comment: 1 }
    expect(faultsOf(wrong)).toEqual([
      ['session_id', 'must be a UUID'],
      ['helpful', 'must be true or false'],
      ['emotion', `must be one of ${emotions.join(', ')}`],
      ['user_comment', 'must be a string'],
    ])
  })

  it.each([
    ['a comment that is too long', { ...good, user_comment: 'x'.repeat(2_001) }],
    ['null for a decision', { ...good, helpful: null }],
    ['a list', []],
    ['nothing', null],
  ])('refuses %s', (_, body) => {
    expect(faultsOf(body)).toHaveLength(1)
  })

  it('fits in a request even if each character is escaped', () => {
    const escaped = '\\u0000'.repeat(2_000)
    expect(Buffer.byteLength(JSON.stringify(good)) + escaped.length).toBeLessThan(maxFeedbackBytes)
  })
})
