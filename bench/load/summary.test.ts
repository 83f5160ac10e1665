import { describe, expect, it } from 'vitest'
import { readStamp, stamp } from './stamp.ts'
import { brokenLoadLimits, type Sample, summaryOf } from './summary.ts'

/** Messages that took so long beyond the model's second. */
const added = (...ms: number[]): Sample[] =>
  ms.map((each) => ({ totalMs: 1_000 + each, modelMs: 1_000 }))

describe('the summary of a load', () => {
  it('has the time that is not the model’s', () => {
    expect(summaryOf(added(10, 20, 30))).toMatchObject({
      requests: 3,
      errorRate: 0,
      modelMedianMs: 1_000,
      totalMedianMs: 1_020,
      addedMedianMs: 20,
      addedP95Ms: expect.closeTo(29, 6),
    })
  })

  it('counts the messages without an answer by their reason, and leaves out their time', () => {
    const samples = [{ fault: 'HTTP 503' }, ...added(5), { fault: 'gone' }, { fault: 'HTTP 503' }]
    expect(summaryOf(samples)).toMatchObject({
      requests: 4,
      errorRate: 0.75,
      addedMedianMs: 5,
      faults: [
        ['HTTP 503', 2],
        ['gone', 1],
      ],
    })
  })

  it('is good up to its limits', () => {
    expect(brokenLoadLimits(summaryOf(added(49.9, 49.9)))).toEqual([])
  })

  it('says which of its limits is broken', () => {
    expect(brokenLoadLimits(summaryOf(added(50)))).toEqual([
      'the p95 of the added time is 50.0 ms, not under 50',
    ])
    const [failed] = brokenLoadLimits(summaryOf([...added(...Array(99).fill(1)), { fault: 'x' }]))
    expect(failed).toBe('1.00 % of the messages failed, not under 1.00 %')
  })

  it('is not good if nothing was answered', () => {
    expect(brokenLoadLimits(summaryOf([{ fault: 'x' }]))).toHaveLength(2)
  })
})

describe('a stamp', () => {
  it('is read from the text around it', () => {
    expect(readStamp(`{"message":"Look up. ${stamp(1_234.567)}"}`)).toBe(1_234.57)
  })

  it('is not found where there is none', () => {
    expect(readStamp('[1 ms]')).toBeUndefined()
  })
})
