import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { abortable, abortables, requestSignal } from './signal.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('requestSignal', () => {
  const late = new Error('late')

  const expiringIn = (ms: number) => {
    const request = requestSignal()
    request.expireIn(ms, () => late)
    return request
  }

  it('aborts with its reason at the deadline', () => {
    const { signal } = expiringIn(1_000)
    vi.advanceTimersByTime(999)
    expect(signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(signal.reason).toBe(late)
  })

  it('aborts at once when the deadline has passed', () => {
    const { signal } = expiringIn(-5)
    vi.advanceTimersByTime(1)
    expect(signal.reason).toBe(late)
  })

  it('keeps only the last deadline', () => {
    const request = expiringIn(1_000)
    const later = new Error('later')
    request.expireIn(2_000, () => later)
    vi.advanceTimersByTime(2_000)
    expect(request.signal.reason).toBe(later)
  })

  it('has no timer without a deadline or after clear', () => {
    requestSignal()
    expiringIn(Number.POSITIVE_INFINITY)
    expiringIn(1_000).clear()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('aborts on request and keeps the first reason', () => {
    const request = expiringIn(1_000)
    const reason = new Error('first')
    request.abort(reason)
    request.abort(late)
    expect(request.signal.reason).toBe(reason)
  })

  it('knows for how long it has been aborted, whatever aborts it again', () => {
    const request = expiringIn(1_000)
    vi.advanceTimersByTime(999)
    expect(request.sinceAbort()).toBe(0)
    vi.advanceTimersByTime(1)
    expect(request.sinceAbort()).toBe(0)
    vi.advanceTimersByTime(500)
    request.abort(new Error('again'))
    expect(request.sinceAbort()).toBe(500)
  })
})

describe('abortables', () => {
  it('may be there when the signal aborts, though nothing is raced yet', async () => {
    const crashed = vi.fn()
    process.once('uncaughtException', crashed)
    const controller = new AbortController()
    const { race, end } = abortables(controller.signal)
    controller.abort(new Error('enough'))
    await expect(race(new Promise(() => {}))).rejects.toThrow('enough')
    await turn()
    process.off('uncaughtException', crashed)
    expect(crashed).not.toHaveBeenCalled()
    end()
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })
})

describe('abortable', () => {
  it('settles as the promise does while the signal has not aborted', async () => {
    const { signal } = new AbortController()
    await expect(abortable(Promise.resolve(1), signal)).resolves.toBe(1)
    await expect(abortable(Promise.reject(new Error('own')), signal)).rejects.toThrow('own')
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('rejects with the reason of the signal as soon as it aborts, whatever the promise does', async () => {
    const controller = new AbortController()
    const { promise, reject } = Promise.withResolvers<never>()
    const raced = abortable(promise, controller.signal)
    controller.abort(new Error('enough'))
    await expect(raced).rejects.toThrow('enough')
    reject(new Error('later, and handled'))
    await expect(abortable(promise, controller.signal)).rejects.toThrow('enough')
  })
})
