import { expect, it } from 'vitest'
import { type Clock, countDown } from './seconds-left.ts'

/** A clock that stands still until it is set. */
const startClock = () => {
  let time = 5_000
  let planned: { at: number; call: () => void } | undefined
  const clock: Clock = {
    now: () => time,
    after(ms, call) {
      const own = { at: time + ms, call }
      planned = own
      return () => {
        if (planned === own) planned = undefined
      }
    },
  }
  /** As a computer that sleeps meanwhile: what was planned is called once, late. */
  const pass = (ms: number) => {
    time += ms
    if (!planned || planned.at > time) return
    const { call } = planned
    planned = undefined
    call()
  }
  return { clock, pass, isPlanned: () => planned !== undefined }
}

const start = (seconds: number) => {
  const { clock, pass, isPlanned } = startClock()
  const ticks: number[] = []
  const end = countDown(seconds, (left) => ticks.push(left), clock)
  return { ticks, pass, end, isPlanned }
}

it('counts whole seconds down to 0, and then no more', () => {
  const { ticks, pass, isPlanned } = start(3)
  pass(999)
  expect(ticks).toEqual([])
  pass(1)
  expect(ticks).toEqual([2])
  pass(1_000)
  pass(1_000)
  expect(ticks).toEqual([2, 1, 0])
  expect(isPlanned()).toBe(false)
})

it('is right after a sleep, and at the next whole second', () => {
  const { ticks, pass } = start(60)
  pass(30_400)
  expect(ticks).toEqual([30])
  pass(600)
  expect(ticks).toEqual([30, 29])
  pass(100_000)
  expect(ticks).toEqual([30, 29, 0])
})

it('has nothing to do without a wait, nor after its end', () => {
  expect(start(0).isPlanned()).toBe(false)
  const { ticks, pass, end } = start(2)
  end()
  pass(5_000)
  expect(ticks).toEqual([])
})
