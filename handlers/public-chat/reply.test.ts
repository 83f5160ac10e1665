import { expect, it } from 'vitest'
import { noteModelCall } from '../../src/answer/model-calls.ts'
import { stop, text } from '../../twin/testing/scripted-answer.ts'
import { anyPrompt, scriptedModel } from '../../twin/testing/scripted-model.ts'
import { namingModel, publicReply } from './reply.ts'

it('names the model that answers before its first text, once', async () => {
  const { signal } = new AbortController()
  noteModelCall(signal, 'large')
  noteModelCall(signal, 'small')
  const answer = scriptedModel([text('a'), text('b'), stop]).answer(anyPrompt, { signal })
  const events = await Array.fromAsync(namingModel(answer, signal))
  expect(events).toEqual([
    { type: 'data', name: 'model', data: 'small' },
    text('a'),
    text('b'),
    stop,
  ])
})

it('replies with the text and the model', () => {
  const whole = { text: 'Hello', finishReason: 'stop' as const, data: { model: 'small' } }
  expect(publicReply(whole)).toEqual({ response: 'Hello', model: 'small' })
})
