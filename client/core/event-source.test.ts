import { afterEach, describe, expect, it, vi } from 'vitest'
import { readEvents } from './event-source.ts'

afterEach(() => {
  // In this order: the spied timer is a faked one.
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const read = (...pieces: Uint8Array[]) => {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
  return Array.fromAsync(readEvents(body, 1000))
}

describe('the events of a body', () => {
  const bytes = Buffer.from('\ufeffdata: 한국어 👩‍💻\r\n\r\n: comment\revent: a\rdata\r\rdata: x')
  const events = [
    { event: undefined, data: '한국어 👩‍💻' },
    { event: 'a', data: '' },
  ]

  it('are the same one byte at a time, without an unfinished last event', async () => {
    expect(await read(bytes)).toEqual(events)
    expect(await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(events)
  })

  it('omit one byte order mark, and only one', async () => {
    expect(await read(Buffer.from('\ufeff\ufeffdata: 1\n\ndata: 2\n\n'))).toEqual([
      { event: undefined, data: '2' },
    ])
  })

  it('end with the error that reading the body throws', async () => {
    const error = new TypeError('terminated')
    const body = new ReadableStream({
      pull(controller) {
        controller.error(error)
      },
    })
    await expect(readEvents(body, 1000).next()).rejects.toBe(error)
  })

  it('cancel the body when the loop is left', async () => {
    const cancel = vi.fn()
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(bytes)
      },
      cancel,
    })
    for await (const _ of readEvents(body, 1000)) break
    expect(cancel).toHaveBeenCalledTimes(1)
  })

  it('leave no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await read(bytes, bytes)
    expect(timers).toHaveBeenCalledTimes(3)
    expect(vi.getTimerCount()).toBe(0)
  })
})
