import { expect, it, vi } from 'vitest'
import { fakeTime } from '../../test/support/faked-time.ts'
import { scriptedAnswer, text } from '../../twin/testing/scripted-answer.ts'
import { answerReader } from './reader.ts'
import { requestSignal } from './signal.ts'

const limits = { firstTextTimeoutMs: 20_000, idleTimeoutMs: 20_000, finalizeMs: 2_000 }

fakeTime()

it('asks nothing more of an answer that hangs once its wrappers have had their time', async () => {
  const request = requestSignal()
  const reason = new Error('over')
  let asked = 0
  const hangs = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        asked += 1
        return asked === 1
          ? Promise.resolve({ done: false as const, value: text('a') })
          : new Promise<never>(() => {})
      },
    }),
  }
  const reader = answerReader(hangs, request, limits, 'middy-chat/test')
  expect(await reader.next()).toEqual(text('a'))
  request.abort(reason)
  // Nobody waits for an event meanwhile.
  await vi.advanceTimersByTimeAsync(limits.finalizeMs)
  await expect(reader.next()).rejects.toBe(reason)
  expect(asked).toBe(1)
  reader.fail(reason)
  await reader.released()
})

it('ends whatever else the request does when its answer breaks off', async () => {
  const request = requestSignal()
  const answer = scriptedAnswer([text('a')], request.signal)
  const reader = answerReader(answer, request, limits, 'middy-chat/test')
  await reader.next()
  const error = reader.fail(await reader.next().catch((thrown) => thrown))
  expect(error.code).toBe('model_incomplete')
  expect(request.signal.reason).toBe(error)
  await reader.released()
})
