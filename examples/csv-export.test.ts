import { functionUrlEvent, type HandlerAnswer, invoke, openInvocation } from 'middy-chat/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { exportOf, handler, type Page } from './csv-export.ts'

/** A table without an end: each page takes its time, and is remembered. */
const endless = (ms: number) => {
  const asked: number[] = []
  const page: Page = async (afterId) => {
    asked.push(afterId)
    await new Promise((resolve) => setTimeout(resolve, ms))
    return Array.from({ length: 100 }, (_, at) => ({
      id: afterId + at + 1,
      name: 'a, "b"\r\nc',
      score: at,
    }))
  }
  return { asked, page }
}

/** What a client has when it joins the chunks. */
const joined = ({ frames }: HandlerAnswer): string =>
  frames
    .map((frame) => ('data' in frame && frame.event === undefined ? frame.data : {}))
    .map((data) => (data as { chunk?: string }).chunk ?? '')
    .join('')

/** Row by row, so that a row which is not whole is seen. @see https://www.rfc-editor.org/rfc/rfc4180 */
const parsed = (csv: string): string[][] => {
  const rows = [...csv.matchAll(/(\w+),(\w+|"(?:[^"]|"")*"),(\w+)\r\n/gy)]
  expect(rows.map(([row]) => row).join('')).toBe(csv)
  return rows.map(([, id = '', name = '', score = '']) => [
    id,
    name.replace(/^"|"$/g, '').replaceAll('""', '"'),
    score,
  ])
}

afterEach(() => {
  vi.useRealTimers()
})

describe('csv-export', () => {
  it('streams every row', async () => {
    const answer = await invoke(handler, functionUrlEvent({ method: 'GET' }))
    expect(answer.headers['content-type']).toContain('text/event-stream')
    expect(answer.terminal).toMatchObject({ data: '[DONE]' })
    const [head, ...rows] = parsed(joined(answer))
    expect(head).toEqual(['id', 'name', 'score'])
    expect(rows).toHaveLength(10_000)
    expect(rows.every(([id, name]) => name === `Learner "${id}"`)).toBe(true)
    expect(rows.map(([id]) => Number(id))).toEqual(rows.map((_, at) => at + 1))
  })

  it('sends the head of a table without rows', async () => {
    const answer = await invoke(
      exportOf(async () => []),
      functionUrlEvent(),
    )
    expect(joined(answer)).toBe('id,name,score\r\n')
    expect(answer.terminal).toMatchObject({ data: '[DONE]' })
  })

  it('ends in time, after whole rows, and says that they are not all', async () => {
    vi.useFakeTimers()
    const { page, asked } = endless(100)
    const context = { getRemainingTimeInMillis: () => 4_000 }
    const pending = invoke(exportOf(page), functionUrlEvent(), { context })
    await vi.advanceTimersByTimeAsync(1_500)
    const answer = await pending
    expect(answer.terminal).toMatchObject({
      event: 'error',
      data: { code: 'deadline', retryable: true },
    })
    expect(parsed(joined(answer))).toHaveLength(1 + 100 * asked.length)
    expect(asked).toHaveLength(10)
  })

  it('says so when a page cannot be had, after the rows that could', async () => {
    const answer = await invoke(
      exportOf(async (afterId) => {
        if (afterId > 0) throw new Error('connection to 10.0.0.7 lost')
        return [{ id: 1, name: 'Ada', score: 3 }]
      }),
      functionUrlEvent(),
    )
    expect(parsed(joined(answer))).toEqual([
      ['id', 'name', 'score'],
      ['1', 'Ada', '3'],
    ])
    expect(answer.terminal).toMatchObject({ event: 'error', data: { code: 'internal_error' } })
    expect(answer.text).not.toContain('10.0.0.7')
  })

  it('asks for no more than a reader who does not read has room for', async () => {
    vi.useFakeTimers()
    const { page, asked } = endless(1)
    const { destroy } = await openInvocation(exportOf(page), functionUrlEvent())
    await vi.advanceTimersByTimeAsync(100)
    const { length } = asked
    // 64 KiB in the platform's buffer, as much in ours, and pages of some 2 kB.
    expect(length).toBeLessThan(80)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(asked).toHaveLength(length)
    destroy()
  })

  it('asks for no more once the response is destroyed', async () => {
    vi.useFakeTimers()
    const { page, asked } = endless(100)
    const { destroy } = await openInvocation(exportOf(page), functionUrlEvent())
    await vi.advanceTimersByTimeAsync(250)
    destroy()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toHaveLength(3)
  })
})
