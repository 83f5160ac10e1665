import middy from '@middy/core'
import { describe, expect, it } from 'vitest'
import type { Answer, ChatModel } from '../src/answer/answer.ts'
import { noteModelCall } from '../src/answer/model-calls.ts'
import { modelError } from '../src/errors/model-errors.ts'
import { canned } from '../src/models/canned.ts'
import { withFallback } from '../src/models/with-fallback.ts'
import { withRetry } from '../src/models/with-retry.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import { type ScriptStep, scriptedAnswer, stop, text } from '../twin/testing/scripted-answer.ts'
import { anyPrompt } from '../twin/testing/scripted-model.ts'
import { eventStream, streaming } from './event-stream.ts'
import { jsonAnswer } from './json-answer.ts'
import { jsonErrors } from './json-errors.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

const busy = () => modelError({ package: 'test', status: 503 })

const named = (name: string, ...script: ScriptStep[]): ChatModel => ({
  answer: (_prompt, { signal }) => {
    noteModelCall(signal, name)
    return scriptedAnswer(script, signal)
  },
})

describe.each([
  { kind: 'a stream', mode: streaming, write: eventStream },
  { kind: 'a JSON answer', mode: {}, write: jsonAnswer },
])('the line of $kind', ({ mode, write }) => {
  /** The facts of the one line of a request. */
  const lineOf = async (answer: (signal: AbortSignal) => Answer): Promise<object> => {
    const logged = Promise.withResolvers<object>()
    const note = (_message: string, line: object) => logged.resolve(line)
    const logger = { addContext() {}, info: note, warn: note, error: note }
    const handler = middy(mode)
      .use(requestLog({ logger } as unknown as RequestLogOptions))
      .use(jsonErrors())
      .use(write())
      .handler((_event, { signal }) => answer(signal))
    await (await openInvocation(handler, {})).text()
    return logged.promise
  }
  const read = (model: ChatModel) => lineOf((signal) => model.answer(anyPrompt, { signal }))

  it('says which model answered, and how often it was asked', async () => {
    const line = await read(named('large', text('a'), stop))
    expect(line).toMatchObject({ model: 'large', modelCalls: 1 })
    expect(line).not.toHaveProperty('fallback')
  })

  it('says the same of a model that failed', async () => {
    const failing = withRetry(named('large', busy()), { retries: 2, random: () => 0 })
    expect(await read(failing)).toMatchObject({
      statusCode: 503,
      model: 'large',
      modelCalls: 3,
      error: { code: 'model_overloaded' },
    })
  })

  it('says that a fallback answered', async () => {
    const large = withRetry(named('large', busy()), { retries: 1, random: () => 0 })
    const line = await read(withFallback(large, named('small', text('a'), stop)))
    expect(line).toMatchObject({ statusCode: 200, model: 'small', modelCalls: 3, fallback: true })
    expect(
      await read(
        withFallback(
          large,
          canned(() => 'Later.'),
        ),
      ),
    ).toMatchObject({
      model: 'canned',
      modelCalls: 3,
      fallback: true,
    })
  })

  it('names none for an answer of no model', async () => {
    const line = await lineOf((signal) => scriptedAnswer([text('a'), stop], signal))
    for (const field of ['model', 'modelCalls', 'fallback']) expect(line).not.toHaveProperty(field)
  })
})
