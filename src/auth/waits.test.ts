import { describe, expect, it, vi } from 'vitest'
import { waits } from './waits.ts'

const failure = new Error('down')

describe('a wait', () => {
  it('repeats the failure for ten seconds, and no longer', () => {
    let now = 0
    const pauses = waits(() => now)
    expect(() => pauses.check('keys')).not.toThrow()

    pauses.begin('keys', failure)
    now = 9_999
    expect(() => pauses.check('keys')).toThrow(failure)
    now = 10_000
    expect(() => pauses.check('keys')).not.toThrow()
  })

  it('is not prolonged by those who come meanwhile', () => {
    let now = 0
    const pauses = waits(() => now)
    pauses.begin('keys', failure)
    now = 9_000
    pauses.begin('keys', new Error('another'))
    expect(() => pauses.check('keys')).toThrow(failure)

    now = 10_000
    expect(() => pauses.check('keys')).not.toThrow()
    pauses.begin('keys', failure)
    expect(() => pauses.check('keys')).toThrow(failure)
  })

  it('is told in whole seconds, never too few', () => {
    let now = 0
    const pauses = waits(() => now)
    expect(pauses.begin('keys', failure)).toBe(10)
    now = 5_001
    expect(pauses.begin('keys', failure)).toBe(5)
    now = 9_999
    expect(pauses.begin('keys', failure)).toBe(1)
  })

  it('ends early, and concerns nothing else', () => {
    const pauses = waits()
    pauses.begin('keys', failure)
    expect(() => pauses.check('others')).not.toThrow()
    pauses.end('keys')
    expect(() => pauses.check('keys')).not.toThrow()
  })

  it('passes while the sandbox is frozen and its timers stand still', () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] })
    const pauses = waits()
    pauses.begin('keys', failure)
    vi.setSystemTime(Date.now() + 10_000)
    expect(() => pauses.check('keys')).not.toThrow()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})
