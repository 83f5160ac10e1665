import { describe, expect, it } from 'vitest'
import { stop, text } from '../../twin/testing/scripted-answer.ts'
import { anyPrompt, scriptedModel } from '../../twin/testing/scripted-model.ts'
import type { ChatModel } from '../answer/answer.ts'
import { modelCalls } from '../answer/model-calls.ts'
import { httpError } from '../errors/http-error.ts'
import { modelEmpty, modelError, promptRefused } from '../errors/model-errors.ts'
import { canned } from './canned.ts'
import { withFallback } from './with-fallback.ts'

const read = (model: ChatModel, signal = new AbortController().signal) =>
  Array.fromAsync(model.answer(anyPrompt, { signal }))

const second = () => scriptedModel([text('second'), stop])

describe('withFallback', () => {
  it('does not call the fallback while the first model answers', async () => {
    const fallback = second()
    const model = withFallback(scriptedModel([text('first'), stop]), fallback)
    expect(await read(model)).toEqual([text('first'), stop])
    expect(fallback.calls).toBe(0)
  })

  it.each([
    ['overloaded', modelError({ package: 'test', status: 503 })],
    ['unreachable', modelError({ package: 'test' })],
    ['busy', modelError({ package: 'test', status: 429 })],
    ['misconfigured', modelError({ package: 'test', status: 404 })],
    ['empty', modelEmpty('test')],
    ['failing', httpError('internal_error', { cause: { package: 'test' } })],
  ])('calls the fallback when the first model is %s', async (_name, error) => {
    expect(await read(withFallback(scriptedModel([error]), second()))).toEqual([
      text('second'),
      stop,
    ])
  })

  it.each([
    ['refuses the prompt', [promptRefused('test', 'SAFETY')]],
    ['has a bug', [new TypeError('fault')]],
    ['has sent text', [text('a'), modelError({ package: 'test', status: 503 })]],
  ])('does not call the fallback when the first model %s', async (_name, script) => {
    const fallback = second()
    await expect(read(withFallback(scriptedModel(script), fallback))).rejects.toBe(script.at(-1))
    expect(fallback.calls).toBe(0)
  })

  it('notes for the log whether the fallback answered', async () => {
    const { signal } = new AbortController()
    await read(withFallback(scriptedModel([text('first'), stop]), second()), signal)
    expect(modelCalls(signal).fallback).toBe(false)
    await read(withFallback(scriptedModel([modelEmpty('test')]), second()), signal)
    expect(modelCalls(signal).fallback).toBe(true)
  })

  it('does not call the fallback after the signal has aborted', async () => {
    const fallback = second()
    const reason = modelError({ package: 'test', status: 504 })
    const model = withFallback(scriptedModel([text('a')]), fallback)
    await expect(read(model, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(fallback.calls).toBe(0)
  })

  it('fails with the error of the fallback', async () => {
    const error = modelError({ package: 'second', status: 500 })
    const first = scriptedModel([modelError({ package: 'first', status: 503 })])
    await expect(read(withFallback(first, scriptedModel([error])))).rejects.toBe(error)
  })
})

describe('canned', () => {
  it('answers with its text and finishes', async () => {
    const model = canned(({ user }) => `No answer to "${user}" right now.`)
    expect(await read(model)).toEqual([text('No answer to "user" right now.'), stop])
  })

  it('notes its call for the log', async () => {
    const { signal } = new AbortController()
    await read(
      canned(() => 'Hello'),
      signal,
    )
    expect(modelCalls(signal)).toEqual({ model: 'canned', count: 1, fallback: false })
  })
})
