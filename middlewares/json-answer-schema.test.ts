import middy from '@middy/core'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import * as z from 'zod/mini'
import type { AnswerEvent } from '../src/answer/answer.ts'
import { everythingOf, modes } from '../test/support/stacks.ts'
import { openInvocation } from '../twin/runtime/in-process.ts'
import {
  type ScriptStep,
  scriptedAnswer,
  stop,
  text,
  usage,
} from '../twin/testing/scripted-answer.ts'
import { jsonAnswer } from './json-answer.ts'

const pkg = 'middy-chat/json-answer'
const length: AnswerEvent = { type: 'finish', reason: 'length' }
const ours = (statusCode: number, code: string) => ({ statusCode, code, cause: { package: pkg } })

const json = z.object({ title: z.string(), hints: z._default(z.array(z.string()), []) })

/** The body for an answer in these steps; errors are thrown as they are. */
const bodyOf = async (steps: readonly ScriptStep[], schema: z.ZodMiniType = json, mode = {}) => {
  const handler = middy(mode)
    .use(jsonAnswer({ json: schema }))
    .handler((_event, { signal }) => scriptedAnswer(steps, signal))
  return JSON.parse(await (await openInvocation(handler, {})).text())
}

describe('the option json', () => {
  it.each(modes)('gives the value, as the schema makes it, in $mode mode', async ({ options }) => {
    const steps = [text('{"tit'), text('le":"Sorting"}'), usage, stop]
    expect(await bodyOf(steps, json, options)).toEqual({
      answer: { title: 'Sorting', hints: [] },
      finishReason: 'stop',
      usage: { inputTokens: 12, outputTokens: 3 },
    })
  })

  it('hands the value to the body, with its type', async () => {
    const body = vi.fn(({ value }: { value: { title: string } }) => ({ title: value.title }))
    const shaped = jsonAnswer({
      json,
      body: (answer) => {
        expectTypeOf(answer.value).toEqualTypeOf<{ title: string; hints: string[] }>()
        return body(answer)
      },
    })
    const handler = middy()
      .use(shaped)
      .handler((_event, { signal }) => scriptedAnswer([text('{"title":"a"}'), stop], signal))
    expect(await (await openInvocation(handler, {})).text()).toBe('{"title":"a"}')
    const value = { title: 'a', hints: [] }
    expect(body).toHaveBeenCalledWith(expect.objectContaining({ text: '{"title":"a"}', value }))
  })

  it('gives null where the answer is null', async () => {
    expect(await bodyOf([text('null'), stop], z.null())).toMatchObject({ answer: null })
  })

  it('waits for a schema that takes its time', async () => {
    const slow = z.string().check(z.refine(async (said) => said === 'a'))
    expect(await bodyOf([text('"a"'), stop], slow)).toMatchObject({ answer: 'a' })
  })

  it.each([
    ['is no JSON', [text('Sure! {"title":"sk-secret"}'), stop], 'not JSON', true],
    ['is cut, and says that it is whole', [text('{"title":"sk-sec'), stop], 'not JSON', true],
    [
      'is of another form',
      [text('{"title":7,"hints":["sk-secret"]}'), stop],
      'schema: title',
      true,
    ],
    ['reached its limit', [text('{"title":"sk-secret"'), length], 'length', false],
    ['reached its limit, and could be parsed', [text('{"title":"a"}'), length], 'length', false],
  ] as const)('is 502 for an answer that %s', async (_name, steps, why, retryable) => {
    const error = await bodyOf(steps).catch((reason) => reason)
    expect(error).toMatchObject({
      ...ours(502, 'model_invalid'),
      retryable,
      cause: { package: pkg, why },
    })
    expect(everythingOf(error)).not.toContain('sk-')
  })

  it('is 422 for an answer that the provider broke off', async () => {
    const refused: AnswerEvent = { type: 'finish', reason: 'refused' }
    await expect(bodyOf([text('{"title":"a"}'), refused])).rejects.toMatchObject(
      ours(422, 'answer_refused'),
    )
  })
})
