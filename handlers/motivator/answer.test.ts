import type { Context } from 'aws-lambda'
import { describe, expect, it, vi } from 'vitest'
import type { AnswerEvent, ChatModel, Prompt } from '../../src/answer/answer.ts'
import type { AnswerContext } from '../../src/answer/request.ts'
import { httpError } from '../../src/errors/http-error.ts'
import { modelError } from '../../src/errors/model-errors.ts'
import { collectWarnings } from '../../src/warnings.ts'
import { type ScriptStep, stop, text, usage } from '../../twin/testing/scripted-answer.ts'
import { scriptedModel } from '../../twin/testing/scripted-model.ts'
import { type Asked, type Counted, motivator } from './answer.ts'
import { caringMessage } from './care/care.ts'
import { curatedMessage } from './mood/mood.ts'
import { ownVerse, verseOf } from './verses/verses.ts'

const good = {
  self_harm: false,
  emotion: 'anxious',
  verse_id: 'Phil.4.6-7',
  message: 'One exam is one day. Rest now.',
  confidence: 0.9,
}
const says = (fields: object, ...others: ScriptStep[]): ScriptStep[] => [
  ...(JSON.stringify({ ...good, ...fields })
    .match(/.{1,12}/gs)
    ?.map(text) ?? []),
  ...others,
  stop,
]
const asked: Asked = { message: 'I have an exam tomorrow and I am so anxious.', locale: 'en' }
const lines = [{ region: 'US', name: 'Lifeline', contact: '988', hours: '24/7' }]

const ask = async (
  model: ChatModel,
  question: Partial<Asked> = {},
  signal = new AbortController().signal,
) => {
  const counted: Counted[] = []
  const context = { signal } as unknown as AnswerContext & Context
  const warnings = collectWarnings(context)
  const answer = motivator({ model, helpLines: () => lines, count: (name) => counted.push(name) })
  const events: AnswerEvent[] = await Array.fromAsync(answer({ ...asked, ...question }, context))
  const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []))
  const partials = events.flatMap((event) => (event.type === 'data' ? [event.data] : []))
  return { events, texts, partials, counted, warnings, reply: JSON.parse(texts.join('')) }
}

describe('an answer', () => {
  it('has the verse of the file, and the fields of the contract', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-29T12:00:00.500Z') })
    const sessionId = '5b0c11a5-91f7-4b0e-a1b5-000000000001'
    const { reply, events, counted, warnings } = await ask(scriptedModel(says({}, usage)), {
      sessionId,
    })
    vi.useRealTimers()
    expect(reply).toEqual({
      emotion: 'anxious',
      bible_verse: verseOf('Phil.4.6-7', 'en'),
      message: good.message,
      session_id: sessionId,
      timestamp: '2026-11-29T12:00:00.500Z',
      confidence_score: 0.9,
    })
    expect(events.slice(-2)).toEqual([usage, stop])
    expect(counted).toEqual(['Answers'])
    expect(warnings).toEqual([])
  })

  it('has a session of its own if the client names none', async () => {
    const { reply } = await ask(scriptedModel(says({})))
    expect(reply.session_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/)
  })

  it('begins with what is certain, before the model has ended', async () => {
    const { texts, partials, reply } = await ask(scriptedModel(says({})))
    expect(texts).toHaveLength(2)
    expect(partials).toEqual([{ emotion: reply.emotion, bible_verse: reply.bible_verse }])
    expect(JSON.parse(`${texts[0]}}`)).toEqual(partials[0])
  })

  it('has the Korean edition for a reader of Korean', async () => {
    const { reply } = await ask(scriptedModel(says({})), { locale: 'ko' })
    expect(reply.bible_verse).toEqual(verseOf('Phil.4.6-7', 'ko'))
  })

  it('has the verse that the message asks for', async () => {
    const message = 'I worry. Please show me Psalm 23:1.'
    const { reply } = await ask(scriptedModel(says({})), { message })
    expect(reply.bible_verse).toEqual(verseOf('Ps.23.1', 'en'))
    expect(reply).not.toHaveProperty('note')
  })

  it('says which references the selection does not have', async () => {
    const message = 'I worry. What about Leviticus 19:19?'
    const { reply } = await ask(scriptedModel(says({})), { message })
    expect(reply.bible_verse).toEqual(verseOf(good.verse_id, 'en'))
    expect(reply.note).toBe('Not in our selection of verses: Leviticus 19:19.')
  })
})

describe('an answer that cannot be used', () => {
  it.each<[string, ScriptStep[], string]>([
    ['is not JSON', [text('I am fine.'), stop], 'it is not one JSON object'],
    ['has a wrong id', says({ verse_id: 'John.3.99' }), 'these fields are not valid: verse_id'],
    ['quotes', says({ message: 'He says “all is well with all”.' }), 'message quotes'],
    ['is too long', [text('x'.repeat(10_001)), stop], 'it is too long'],
  ])('is asked again, with its fault, if it %s', async (_, first, why) => {
    const prompts: Prompt[] = []
    const scripted = scriptedModel(first, says({}))
    const model: ChatModel = {
      answer: (prompt, options) => {
        prompts.push(prompt)
        return scripted.answer(prompt, options)
      },
    }
    const { reply, counted, warnings } = await ask(model)
    expect(reply).toMatchObject({ emotion: 'anxious', message: good.message })
    expect(reply).not.toHaveProperty('degraded')
    expect(counted).toEqual(['Answers', 'RepairedAnswers'])
    expect(warnings).toEqual([
      { code: 'model_invalid', statusCode: 502, package: 'motivator', why },
    ])
    expect(prompts[1]?.user).toContain(why)
    expect(prompts[1]?.history?.[0]).toEqual({ role: 'user', text: prompts[0]?.user })
  })

  it("has the emotion's own verse if its id is wrong twice", async () => {
    const { reply, counted } = await ask(scriptedModel(says({ verse_id: 'John.3.99' })))
    expect(reply.bible_verse).toEqual(verseOf(ownVerse('anxious'), 'en'))
    expect(reply).toMatchObject({ message: good.message })
    expect(reply).not.toHaveProperty('degraded')
    expect(counted).toEqual(['Answers', 'ReplacedVerses'])
  })

  it('keeps what it has sent, whatever the second answer says', async () => {
    const { reply, partials } = await ask(
      scriptedModel(says({ message: '“zzz”' }), says({ emotion: 'sad', verse_id: 'Ps.23.1' })),
    )
    expect(partials).toHaveLength(1)
    expect(reply).toMatchObject({ ...(partials[0] as object), message: good.message })
  })

  it('spends the tokens of both', async () => {
    const { events } = await ask(scriptedModel(says({ message: '“zzz”' }, usage), says({}, usage)))
    const { inputTokens, outputTokens } = usage as { inputTokens: number; outputTokens: number }
    expect(events.at(-2)).toEqual({
      type: 'usage',
      inputTokens: 2 * inputTokens,
      outputTokens: 2 * outputTokens,
    })
  })
})

describe('without the model', () => {
  const degraded = {
    emotion: 'anxious',
    bible_verse: verseOf(ownVerse('anxious'), 'en'),
    message: curatedMessage('anxious', 'en'),
    degraded: true,
  }

  it.each<[string, ScriptStep[][], number]>([
    ['fails', [[modelError({ package: 'middy-chat/models/x', status: 503 })]], 1],
    ['is misconfigured', [[modelError({ package: 'middy-chat/models/x', status: 403 })]], 1],
    ['refuses', [[text('{'), { type: 'finish', reason: 'refused' }]], 1],
    ['is cut', [[text('{'), { type: 'finish', reason: 'length' }]], 1],
    ['cannot be understood twice', [[text('Hello.'), stop]], 2],
    [
      'fails at the second time',
      [[text('Hello.'), stop], [modelError({ package: 'middy-chat/models/x', status: 500 })]],
      2,
    ],
    ['has a fault of ours', [[new TypeError('a bug') as never]], 1],
  ])('there is an answer that was written before, if it %s', async (_, scripts, warned) => {
    const { reply, counted, warnings } = await ask(scriptedModel(...scripts))
    expect(reply).toMatchObject(degraded)
    expect(reply).not.toHaveProperty('confidence_score')
    expect(counted).toEqual(['Answers', 'DegradedAnswers'])
    expect(warnings).toHaveLength(warned)
  })

  it('the emotion stays that was sent', async () => {
    const broken = [
      ...says({ emotion: 'sad', verse_id: 'Ps.23.1' }).slice(0, 8),
      modelError({ package: 'middy-chat/models/x', status: 500 }),
    ]
    const { reply, texts } = await ask(scriptedModel(broken))
    expect(texts).toHaveLength(2)
    expect(reply).toMatchObject({
      emotion: 'sad',
      message: curatedMessage('sad', 'en'),
      degraded: true,
    })
  })

  it('a budget that is used up is still a refusal', async () => {
    const refusal = httpError('budget_exceeded', { cause: { package: 'middy-chat/token-budget' } })
    await expect(ask(scriptedModel([refusal]))).rejects.toBe(refusal)
  })

  it('a second question that the budget refuses is not', async () => {
    const refusal = httpError('budget_exceeded', { cause: { package: 'middy-chat/token-budget' } })
    const { reply } = await ask(scriptedModel([text('Hello.'), stop], [refusal]))
    expect(reply).toMatchObject(degraded)
  })

  it('a request that has ended gets no answer', async () => {
    const controller = new AbortController()
    const reason = new Error('left')
    controller.abort(reason)
    await expect(ask(scriptedModel(says({})), {}, controller.signal)).rejects.toBe(reason)
  })
})

describe('a message about self-harm', () => {
  it('is not for the model', async () => {
    const model = scriptedModel(says({}))
    const { reply, counted } = await ask(model, { message: 'I want to kill myself.' })
    expect(model.calls).toBe(0)
    expect(reply).toMatchObject({ message: caringMessage('en'), help_lines: lines })
    expect(reply).not.toHaveProperty('degraded')
    expect(counted).toEqual(['Answers', 'CareAnswers'])
  })

  it('is also one if only the model sees it, before anything else is sent', async () => {
    const { reply, partials, counted } = await ask(scriptedModel(says({ self_harm: true })))
    expect(partials).toHaveLength(1)
    expect(reply).toMatchObject({ message: caringMessage('en'), help_lines: lines })
    expect(counted).toEqual(['Answers', 'CareAnswers'])
  })

  it('is one too if the model says so last', async () => {
    const { self_harm, ...others } = good
    const late = [text(JSON.stringify({ ...others, self_harm: true })), stop]
    const { reply } = await ask(scriptedModel(late), { locale: 'ko' })
    expect(reply).toMatchObject({ message: caringMessage('ko'), help_lines: lines })
  })
})
