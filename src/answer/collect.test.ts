import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-answer.ts'
import type { AnswerEvent } from './answer.ts'
import { collectAnswer } from './collect.ts'
import { answerReader } from './reader.ts'
import { requestSignal } from './signal.ts'

it('waits for the last work of a wrapper before it reports an answer that is too large', async () => {
  let saved = false
  async function* kept(): AsyncGenerator<AnswerEvent> {
    try {
      for (;;) yield text('x'.repeat(100))
    } finally {
      await pause(20)
      saved = true
    }
  }
  const limits = { firstTextTimeoutMs: 1_000, idleTimeoutMs: 1_000, finalizeMs: 1_000 }
  const reader = answerReader(kept(), requestSignal(), limits, 'middy-chat/test')
  await expect(collectAnswer(reader, 1_000, 'middy-chat/test')).rejects.toMatchObject({
    code: 'answer_too_large',
  })
  expect(saved).toBe(true)
})
