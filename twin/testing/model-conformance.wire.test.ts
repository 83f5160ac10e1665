import { transformSync } from 'esbuild'
import * as parserStream from 'eventsource-parser/stream'
import { describe, expect, it } from 'vitest'
import type { AnswerEvent, ChatModel, Prompt } from '../../src/answer/answer.ts'
import { noteModelCall } from '../../src/answer/model-calls.ts'
import * as provider from '../../src/models/provider.ts'
import { codeOf, readPage } from '../../test/documentation/pages.ts'
import { type ConformanceCheck, modelConformance } from './model-conformance.ts'
import { type ServerScript, startScripted } from './scripted-server.ts'

type Test = (name: string, run: () => Promise<void>) => void
type OpenAiCompatible = (options: { baseUrl: string; model: string; apiKey: string }) => ChatModel

/** Runs a code block of the page, with these modules in place of its imports. */
const runBlock = (name: string, modules: Record<string, unknown>): Record<string, unknown> => {
  const { code } = transformSync(codeOf(readPage('docs/write-a-model.md')).get(name) ?? '', {
    format: 'cjs',
  })
  const module = { exports: {} as Record<string, unknown> }
  new Function('require', 'module', code)((imported: string) => modules[imported], module)
  return module.exports
}

const { openAiCompatible } = runBlock('openai-compatible.mjs', {
  'eventsource-parser/stream': parserStream,
  'middy-chat/models/provider': provider,
}) as { openAiCompatible: OpenAiCompatible }

/** The checks that the page's test registers, run on this model. */
const checksOf = (makeModel: OpenAiCompatible): ConformanceCheck[] => {
  const checks: ConformanceCheck[] = []
  const test: Test = (name, run) => checks.push({ name, run })
  runBlock('openai-compatible.test.mjs', {
    'node:test': { test },
    'middy-chat/testing': { modelConformance },
    './openai-compatible.mjs': { openAiCompatible: makeModel },
  })
  return checks
}

/** The names of the failing checks, and their messages. */
const failuresOf = async (makeModel: OpenAiCompatible): Promise<Record<string, string>> => {
  const failures = await Promise.all(
    checksOf(makeModel).map(({ name, run }) =>
      run().then(
        () => [],
        (error: Error) => [[name, error.message]],
      ),
    ),
  )
  return Object.fromEntries(failures.flat())
}

type Answering = (
  model: ChatModel,
  prompt: Prompt,
  signal: AbortSignal,
  apiKey: string,
) => AsyncGenerator<AnswerEvent, void, undefined>

/** The model of the page, except for the parts that make up an answer. */
const faulty =
  (answer: Answering): OpenAiCompatible =>
  (options) => {
    const model = openAiCompatible(options)
    return { answer: (prompt, { signal }) => answer(model, prompt, signal, options.apiKey) }
  }

describe('the model of docs/write-a-model.md', () => {
  it.each(checksOf(openAiCompatible).map(({ name, run }) => [name, run] as const))(
    '%s',
    (_name, run) => run(),
  )
})

describe('what the suite does not check', () => {
  const answerOf = async (script: ServerScript) => {
    const { url, close } = await startScripted(script)
    const model = openAiCompatible({ baseUrl: url, model: 'm', apiKey: 'k' })
    const { signal } = new AbortController()
    try {
      return await Array.fromAsync(model.answer({ system: '', user: 'Why?' }, { signal }))
    } finally {
      await close()
    }
  }

  it.each([
    [413, {}],
    [400, { error: { code: 'context_length_exceeded' } }],
  ])('maps a status %i %j to 413, prompt too long', async (status, body) => {
    const answer = answerOf(({ refuse }) => refuse(status, body))
    await expect(answer).rejects.toMatchObject({ statusCode: 413, code: 'prompt_too_long' })
  })

  it.each([
    ['length', 'length'],
    ['content_filter', 'refused'],
  ])('maps the finish reason %s to %s, after the usage', async (theirs, ours) => {
    const chunks = [
      { choices: [{ delta: { content: 'Because' }, finish_reason: null }], usage: null },
      { choices: [{ delta: {}, finish_reason: theirs }] },
      { choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } },
    ]
    const data = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]']
    expect(
      await answerOf(({ write }) => write(data.map((each) => `data: ${each}\n\n`).join(''))),
    ).toEqual([
      { type: 'text', text: 'Because' },
      { type: 'usage', inputTokens: 12, outputTokens: 3 },
      { type: 'finish', reason: ours },
    ])
  })
})

describe('a model that', () => {
  it('ignores the signal is detected', async () => {
    const model = faulty(async function* (model, prompt, signal) {
      noteModelCall(signal, 'm')
      yield* model.answer(prompt, { signal: new AbortController().signal })
    })
    expect(await failuresOf(model)).toEqual({
      'stops when its signal aborts before the first byte':
        'The model continues after its signal aborted',
      'stops when its signal aborts mid-stream': 'The model continues after its signal aborted',
      'sends nothing when its signal has already aborted':
        "The model does not reject with its signal's reason",
    })
  })

  it('ignores a broken connection is detected, because it finishes a partial answer', async () => {
    const model = faulty(async function* (model, prompt, signal) {
      try {
        yield* model.answer(prompt, { signal })
      } catch (error) {
        if ((error as { code?: string }).code !== 'model_incomplete') throw error
        yield { type: 'finish', reason: 'stop' }
      }
    })
    const says = (what: string) => ({
      [`throws when ${what}`]: `The model finishes as if the answer were complete when ${what}`,
    })
    expect(await failuresOf(model)).toEqual({
      ...says('the connection breaks mid-stream'),
      ...says('the connection breaks before the first byte of the stream'),
      ...says('the connection breaks in text that follows a finish reason'),
      ...says('the stream ends before the answer does'),
      ...says('the stream contains malformed data'),
    })
  })

  it('leaks the key in an error is detected', async () => {
    const model = faulty(async function* (model, prompt, signal, apiKey) {
      try {
        yield* model.answer(prompt, { signal })
      } catch (error) {
        if (!(error instanceof Error) || !('statusCode' in error)) throw error
        throw Object.assign(error, {
          cause: { ...(error.cause as object), sent: `Bearer ${apiKey}` },
        })
      }
    })
    expect(await failuresOf(model)).toEqual({
      'keeps the key and the prompt out of its errors': expect.stringMatching(
        /^When .*, the error shows the key in its cause$/,
      ),
    })
  })

  it('drops the history is detected', async () => {
    const model = faulty(async function* (model, { history: _, ...prompt }, signal) {
      yield* model.answer(prompt, { signal })
    })
    expect(await failuresOf(model)).toEqual({
      'sends the history in its order, or refuses it': 'The model drops turns of the history',
    })
  })

  it('finishes twice is detected', async () => {
    const model = faulty(async function* (model, prompt, signal) {
      for await (const event of model.answer(prompt, { signal })) {
        yield event
        if (event.type === 'finish') yield event
      }
    })
    expect(await failuresOf(model)).toEqual({
      'finishes once, after the text': 'The model finishes more than once',
    })
  })
})
