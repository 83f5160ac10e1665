import { beforeEach, describe, expect, it, vi } from 'vitest'
import { parameterSource } from './parameter-source.ts'

const hour = 3_600_000
const minute = 60_000
let now = 0

beforeEach(() => {
  now = 0
})

/** A source over `fetch`, with its clock in `now`. */
const sourceOf = (fetch: () => Promise<string>) =>
  parameterSource(fetch, { maxAgeMs: hour, refreshIntervalMs: minute, now: () => now })

/** A fetch of numbered values, to be told which of them fail. */
const numbered = () => {
  let count = 0
  return vi.fn(async () => {
    count += 1
    return `value-${count}`
  })
}

const keep = { refresh: false }
const renew = { refresh: true }

describe('a value', () => {
  it('is fetched when it is first asked for', async () => {
    const fetch = numbered()
    const source = sourceOf(fetch)
    expect(fetch).not.toHaveBeenCalled()

    expect(await source(keep)).toBe('value-1')
    expect(fetch).toHaveBeenCalledOnce()
  })

  it('is fetched once for all who wait', async () => {
    const fetch = numbered()
    const source = sourceOf(fetch)

    const values = await Promise.all(Array.from({ length: 50 }, () => source(keep)))

    expect(new Set(values)).toEqual(new Set(['value-1']))
    expect(fetch).toHaveBeenCalledOnce()
  })

  it('is kept until its age, and no longer', async () => {
    const source = sourceOf(numbered())
    await source(keep)

    now = hour - 1
    expect(await source(keep)).toBe('value-1')
    now = hour
    expect(await source(keep)).toBe('value-2')
    now = 2 * hour - 1
    expect(await source(keep)).toBe('value-2')
  })

  it('is as old as its fetch was at its end', async () => {
    const fetch = vi.fn(async () => {
      now += 1000
      return 'slow'
    })
    const source = sourceOf(fetch)
    await source(keep)

    now = hour + 999
    await source(keep)
    expect(fetch).toHaveBeenCalledOnce()
  })

  it('is kept beyond its age while no newer one can be had', async () => {
    const fetch = numbered()
    const source = sourceOf(fetch)
    await source(keep)
    fetch.mockRejectedValueOnce(new Error('down'))

    now = hour
    expect(await source(keep)).toBe('value-1')
    now = hour + minute - 1
    expect(await source(keep)).toBe('value-1')
    expect(fetch).toHaveBeenCalledTimes(2)
    now = hour + minute
    expect(await source(keep)).toBe('value-2')
  })

  it('that cannot be had is an error, and is tried again', async () => {
    const fetch = numbered()
    const down = new Error('down')
    fetch.mockRejectedValueOnce(down)
    const source = sourceOf(fetch)

    const failed = await Promise.allSettled([source(keep), source(keep)])
    expect(failed).toEqual([
      { status: 'rejected', reason: down },
      { status: 'rejected', reason: down },
    ])
    expect(fetch).toHaveBeenCalledOnce()
    expect(await source(keep)).toBe('value-1')
  })
})

describe('a refresh', () => {
  it('fetches a newer value', async () => {
    const source = sourceOf(numbered())
    await source(keep)

    expect(await source(renew)).toBe('value-2')
    expect(await source(keep)).toBe('value-2')
  })

  it('comes at most once in its interval', async () => {
    const fetch = numbered()
    const source = sourceOf(fetch)
    await source(keep)
    await source(renew)

    now = minute - 1
    expect(await source(renew)).toBe('value-2')
    now = minute
    expect(await source(renew)).toBe('value-3')
    expect(fetch).toHaveBeenCalledTimes(3)
  })

  it('is the same one for all who were refused at once', async () => {
    const fetch = numbered()
    const source = sourceOf(fetch)
    await source(keep)

    const values = await Promise.all([source(renew), source(renew), source(renew)])

    expect(values).toEqual(['value-2', 'value-2', 'value-2'])
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('keeps others from waiting, who are content with the value', async () => {
    const fetch = numbered()
    const source = sourceOf(fetch)
    await source(keep)
    fetch.mockReturnValueOnce(new Promise(() => {}))
    void source(renew)

    expect(await source(keep)).toBe('value-1')
  })

  it('that fails leaves the value, and waits for its interval too', async () => {
    const fetch = numbered()
    const source = sourceOf(fetch)
    await source(keep)
    fetch.mockRejectedValueOnce(new Error('down'))

    expect(await source(renew)).toBe('value-1')
    expect(await source(renew)).toBe('value-1')
    expect(fetch).toHaveBeenCalledTimes(2)
    now = minute
    expect(await source(keep)).toBe('value-1')
    expect(await source(renew)).toBe('value-2')
  })

  it('without any value yet is the first fetch', async () => {
    const fetch = numbered()

    expect(await sourceOf(fetch)(renew)).toBe('value-1')
    expect(fetch).toHaveBeenCalledOnce()
  })
})

it('has the clock of the process by default', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const source = parameterSource(numbered(), { maxAgeMs: hour, refreshIntervalMs: minute })
  await source(keep)

  vi.advanceTimersByTime(hour - 1)
  expect(await source(keep)).toBe('value-1')
  vi.advanceTimersByTime(1)
  expect(await source(keep)).toBe('value-2')
  vi.useRealTimers()
})
