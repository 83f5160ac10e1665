import { describe, expect, it } from 'vitest'
import type { Answer, AnswerEvent } from '../src/answer/answer.ts'
import { httpError } from '../src/errors/http-error.ts'
import { chunk, done, failed, finished, read, run, stack } from '../test/support/event-streams.ts'
import { fakeTime } from '../test/support/faked-time.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import {
  forever,
  type ScriptStep,
  scriptedAnswer,
  stop,
  text,
  usage,
} from '../twin/testing/scripted-answer.ts'
import { unhandledDuring } from '../twin/testing/unhandled-rejections.ts'

fakeTime()

describe('the deadline', () => {
  it('comes 3 s before the end of the function', async () => {
    const started = performance.now()
    const { frames, at } = await read(run([text('a'), forever], {}, 10_000))
    expect(frames).toEqual([chunk('a'), failed('deadline')])
    expect(at - started).toBe(7_000)
  })

  it('is a 504 while the status is held', async () => {
    const response = await read(run([forever], {}, 10_000))
    expect(response.statusCode).toBe(504)
    expect(JSON.parse(response.text)).toMatchObject({ error: 'deadline' })
  })

  it.each([
    ['of a model', 8_000, true, 8_000],
    ['that hangs', 8_000, false, 9_000],
    ['that hangs, at 9.5 s', 9_500, false, 9_500],
  ])('is a 504 for an answer %s that starts after it', async (_what, startMs, heeds, expected) => {
    const handler = stack(async (signal) => {
      await new Promise((resolve) => setTimeout(resolve, startMs))
      return scriptedAnswer([forever], heeds ? signal : new AbortController().signal)
    })
    const started = performance.now()
    const response = await read(openInvocation(handler, {}, { timeoutMs: 10_000 }))
    expect(JSON.parse(response.text)).toMatchObject({ error: 'deadline' })
    expect([response.statusCode, response.at - started]).toEqual([504, expected])
  })

  it('of a model that makes an error of its own of it is a 504 all the same', async () => {
    const handler = stack(async function* (signal) {
      yield usage
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      throw new DOMException('This operation was aborted', 'AbortError')
    })
    const response = await read(openInvocation(handler, {}, { timeoutMs: 10_000 }))
    expect(response.statusCode).toBe(504)
    expect(JSON.parse(response.text)).toMatchObject({ error: 'deadline' })
  })

  it('does not exist where the context knows no time', async () => {
    const handler = stack((signal) => scriptedAnswer([text('a'), stop], signal))
    const context = { getRemainingTimeInMillis: undefined as never }
    expect((await read(openInvocation(handler, {}, { context }))).frames).toHaveLength(3)
  })
})

describe('wrappers around the model', () => {
  type Wrap = (answer: Answer) => Answer

  const wrapped = (wrap: Wrap, steps: ScriptStep[]) =>
    read(
      openInvocation(
        stack((signal) => wrap(scriptedAnswer(steps, signal))),
        {},
      ),
    )

  it('finish their work before the terminal frame when the signal aborts', async () => {
    let saved = false
    const { frames } = await wrapped(
      async function* (answer) {
        try {
          yield* answer
        } finally {
          await new Promise((resolve) => setTimeout(resolve, 1_500))
          saved = true
        }
      },
      [text('a'), forever],
    )
    expect(saved).toBe(true)
    expect(frames.at(-1)).toEqual(failed('model_stalled'))
  })

  it('are left behind 2 s after the signal aborted when they hang', async () => {
    const started = performance.now()
    const { frames, at } = await wrapped(
      async function* (answer) {
        try {
          yield* answer
        } finally {
          await new Promise(() => {})
        }
      },
      [text('a'), forever],
    )
    expect(frames.at(-1)).toEqual(failed('model_stalled'))
    expect(at - started).toBe(22_000)
  })

  it.each([
    ['works on', 1_500, 8_500],
    ['hangs', forever, 9_000],
  ])(
    'at the deadline: the terminal frame comes in time when one %s',
    async (_name, ms, expected) => {
      let begun = false
      const handler = stack(async function* (signal) {
        try {
          yield* scriptedAnswer([text('a'), forever], signal)
        } finally {
          begun = true
          await new Promise((resolve) => ms !== forever && setTimeout(resolve, ms))
        }
      })
      const started = performance.now()
      const { frames, at } = await read(openInvocation(handler, {}, { timeoutMs: 10_000 }))
      expect(begun).toBe(true)
      expect(frames).toEqual([chunk('a'), failed('deadline')])
      expect(at - started).toBe(expected)
    },
  )

  it('may throw, after the signal aborted, that another try is no use', async () => {
    const cause = { package: 'test' }
    const unsaved = httpError('not_saved', {
      statusCode: 503,
      message: 'Safe to show',
      cause,
      retryable: false,
    })
    const { frames } = await wrapped(
      async function* (answer) {
        try {
          yield* answer
        } catch {
          throw unsaved
        }
      },
      [text('a'), forever],
    )
    expect(frames.at(-1)).toEqual(failed('not_saved', false))
  })

  it('may still say something after the signal aborted', async () => {
    const { frames } = await wrapped(
      async function* (answer) {
        try {
          yield* answer
        } catch {
          yield text('(cut short)')
          yield { type: 'finish', reason: 'length' }
        }
      },
      [text('a'), forever],
    )
    expect(frames.slice(-3)).toEqual([chunk('(cut short)'), finished('length'), done])
  })

  it('run their finally when a later wrapper breaks the answer off', async () => {
    let closed = false
    const { frames } = await wrapped(
      async function* (answer) {
        try {
          yield* answer
        } finally {
          closed = true
        }
      },
      [text('a'), stop, text('never said')],
    )
    expect(frames.at(-1)).toEqual(failed('internal_error', false))
    expect(closed).toBe(true)
  })
})

describe('the last work of a wrapper', () => {
  type Break = [when: string, steps: ScriptStep[], statusCode: number, code: string]

  it.each<Break>([
    ['before its status', [stop], 502, 'model_empty'],
    ['after its status', [text('a'), stop, text('never said')], 200, 'internal_error'],
  ])('is waited for when an answer breaks off %s', async (_when, steps, statusCode, code) => {
    const started = performance.now()
    let saved = false
    const handler = stack(async function* (signal) {
      try {
        yield* scriptedAnswer(steps, signal)
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 1_500))
        saved = true
      }
    })
    const response = await read(openInvocation(handler, {}))
    expect([response.statusCode, response.at - started, saved]).toEqual([statusCode, 1_500, true])
    expect(response.text).toContain(code)
  })

  /** An answer of these events that does something of its own when it is left. */
  const leaving = (events: readonly AnswerEvent[], leave: () => Promise<never>): Answer => ({
    [Symbol.asyncIterator]: () => {
      const left = [...events]
      const next = async () => ({ done: false as const, value: left.shift() ?? stop })
      return { next, return: leave }
    },
  })

  it.each<Break>([
    ['before its status', [stop], 502, 'model_empty'],
    ['after its status', [text('a'), stop, text('never said')], 200, 'internal_error'],
  ])('may fail when an answer breaks off %s', async (_when, steps, statusCode, code) => {
    const fails = () => Promise.reject(new Error('key=SECRET'))
    let response: Awaited<ReturnType<typeof read>> | undefined
    const unhandled = await unhandledDuring(async () => {
      response = await read(
        openInvocation(
          stack(() => leaving(steps as AnswerEvent[], fails)),
          {},
        ),
      )
    })
    expect(unhandled).toEqual([])
    expect(response?.statusCode).toBe(statusCode)
    expect(response?.text).toContain(code)
    expect(response?.text).not.toContain('SECRET')
  })

  it('has one finalizeMs in all, though the wrapper hangs once more when it is left', async () => {
    const hangs: Answer = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          await new Promise((resolve) => setTimeout(resolve, 8_500))
          throw new Error('The model ends 1.5 s after the deadline.')
        },
        return: () => new Promise(() => {}),
      }),
    }
    const started = performance.now()
    const response = await read(
      openInvocation(
        stack(() => hangs),
        {},
        { timeoutMs: 10_000 },
      ),
    )
    expect(response.frames.at(-1)).toEqual(failed('deadline'))
    expect(response.at - started).toBe(9_000)
  })
})
