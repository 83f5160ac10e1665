import { describe, expect, it, vi } from 'vitest'
import { atNextFrame, createGradualText } from './gradual-text.ts'

const start = () => {
  const frames: ((limit?: number) => void)[] = []
  const shown: string[] = []
  const text = createGradualText(
    (showMore) => frames.push(showMore),
    (all) => shown.push(all),
  )
  const drawFrame = (limit?: number) => {
    for (const showMore of frames.splice(0)) showMore(limit)
  }
  return { text, frames, shown, drawFrame }
}

describe('createGradualText', () => {
  it('spreads a long text over frames', async () => {
    const { text, shown, drawFrame, frames } = start()
    text.add('x'.repeat(1_200))
    const caughtUp = vi.fn()
    text.caughtUp().then(caughtUp)
    drawFrame()
    await Promise.resolve()
    expect(caughtUp).not.toHaveBeenCalled()
    drawFrame()
    await expect.poll(() => caughtUp).toHaveBeenCalled()
    drawFrame()
    expect(shown.map(({ length }) => length)).toEqual([500, 1_000, 1_200])
    expect(frames).toEqual([])
  })

  it('asks for one frame at a time', () => {
    const { text, frames } = start()
    for (const part of 'abc') text.add(part)
    expect(frames).toHaveLength(1)
    expect(text.all).toBe('abc')
  })

  it('shows all of it where there are no frames', async () => {
    const { text, shown, drawFrame } = start()
    text.add('x'.repeat(5_000))
    drawFrame(Number.POSITIVE_INFINITY)
    expect(shown.map(({ length }) => length)).toEqual([5_000])
    await text.caughtUp()
  })

  it('never shows half of a character', () => {
    const { text, shown, drawFrame } = start()
    text.add(`${'x'.repeat(499)}🎉.`)
    drawFrame()
    expect(shown).toEqual([`${'x'.repeat(499)}🎉`])
  })

  it('shows nothing after close, and keeps nobody waiting', async () => {
    const { text, shown, drawFrame } = start()
    text.add('x'.repeat(5_000))
    const caughtUp = text.caughtUp()
    text.close()
    await caughtUp
    drawFrame()
    expect(shown).toEqual([])
  })
})

describe('atNextFrame', () => {
  const frames = () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const callbacks = new Map<number, () => void>()
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
      callbacks.set(1, callback)
      return 1
    })
    vi.stubGlobal('cancelAnimationFrame', (id: number) => callbacks.delete(id))
    return {
      callbacks,
      [Symbol.dispose]: () => {
        vi.useRealTimers()
        vi.unstubAllGlobals()
      },
    }
  }

  it('shows one step with the next frame', () => {
    using page = frames()
    const showMore = vi.fn()
    atNextFrame(showMore)
    page.callbacks.get(1)?.()
    vi.advanceTimersByTime(5_000)
    expect(showMore.mock.calls).toEqual([[]])
  })

  it('shows everything a second later in a background tab', () => {
    using page = frames()
    const showMore = vi.fn()
    atNextFrame(showMore)
    vi.advanceTimersByTime(999)
    expect(showMore).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(showMore.mock.calls).toEqual([[Number.POSITIVE_INFINITY]])
    expect(page.callbacks.size).toBe(0)
  })
})
