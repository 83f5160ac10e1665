import { describe, expect, it } from 'vitest'
import { onDemand } from './on-demand.ts'

describe('onDemand', () => {
  it('loads once', async () => {
    let loads = 0
    const part = onDemand(async () => {
      loads += 1
      return 'part'
    })
    expect(part.value).toBeUndefined()
    await Promise.all([part.load(), part.load()])
    await part.load()
    expect(part.value).toBe('part')
    expect(loads).toBe(1)
  })

  it('tries again after a failure, without an exception', async () => {
    let loads = 0
    const part = onDemand(async () => {
      loads += 1
      if (loads === 1) throw new Error('offline')
      return 'part'
    })
    await part.load()
    expect(part.value).toBeUndefined()
    await part.load()
    expect(part.value).toBe('part')
  })
})
