import { describe, expect, it } from 'vitest'
import { encouragementPrompt } from '../../../test/support/encouragement-prompt.ts'
import { failureNames } from '../failures.ts'
import type { Step } from '../plan.ts'
import type { RehearsalContext } from '../rehearsal.ts'
import type { StructuredPrompt } from './encouragement.ts'
import { encouragementFailures, textFailures } from './failures.ts'
import { rehearsedJson } from './rehearsal.ts'

const context: RehearsalContext = {
  provider: 'bedrock',
  model: 'm:0',
  paceMs: 90,
  slowFirstMs: 10_000,
  cutAfterMs: 250,
}

const said = (steps: readonly Step[]) =>
  steps.map((step) => ('text' in step ? step.text : '')).join('')

const text = (message: string, language = 'English') =>
  said(rehearsedJson(encouragementPrompt({ message, language }), context))

const fine = text('I am anxious')

/** The conversation after an answer that could not be used. */
const repair = (message: string, fault = 'Your answer cannot be used.'): StructuredPrompt => {
  const { turns, ...prompt } = encouragementPrompt({ message, language: 'English' })
  const answered = { role: 'assistant', text: '{}' } as const
  return { ...prompt, turns: [...turns, answered, { role: 'user', text: fault }] }
}

describe('a structured answer', () => {
  it('is JSON in the order of the schema, said in several pieces', () => {
    const steps = rehearsedJson(encouragementPrompt({ message: 'I am anxious' }), context)
    expect(Object.entries(JSON.parse(said(steps)))).toEqual([
      ['self_harm', false],
      ['emotion', 'anxious'],
      ['verse_id', 'Phil.4.6-7'],
      ['message', expect.stringContaining('uneasy')],
      ['confidence', 0.9],
    ])
    const texts = steps.filter(({ type }) => type === 'text')
    expect(texts.length).toBeGreaterThan(5)
    expect(steps.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  it('for any other schema is a sample', () => {
    const schema = {
      type: 'object',
      properties: { title: { type: 'string' }, level: { enum: ['easy', 'hard'] } },
      required: ['level', 'title'],
    }
    const turns = [{ role: 'user', text: 'Write an exercise.' } as const]
    expect(said(rehearsedJson({ schema, system: '', turns }, context))).toBe(
      '{"title":"Any text.","level":"easy"}',
    )
  })

  it.each(['stall', 'cut', 'error-mid-stream', 'safety-mid-stream', 'max-tokens'])(
    'ends in the middle: %s',
    (name) => {
      const part = text(`I am anxious /rehearse ${name}`)
      expect(part).toMatch(/^\{"self_harm":false,"emotion":"anxious","verse_id":"Phil.4.6-7","m/)
      expect(fine.startsWith(part)).toBe(true)
      expect(part.length).toBeLessThan(fine.length)
    },
  )

  it('is refused like any other', () => {
    const prompt = encouragementPrompt({ message: '/rehearse 503' })
    expect(rehearsedJson(prompt, context)).toEqual([{ type: 'refuse', fault: 'overload' }])
  })

  it('can be broken JSON', () => {
    expect(text('I am anxious /rehearse bad-json')).toBe(`${fine.slice(0, -1)},`)
    expect(() => JSON.parse(text('/rehearse bad-json'))).toThrow(SyntaxError)
  })

  it('can stand in a code fence between prose', () => {
    const [before, json, after] = text('I am anxious /rehearse prose').split(/```(?:json)?/)
    expect(before).toMatch(/^Here is/)
    expect(json?.trim()).toBe(fine)
    expect(after).toMatch(/hope/)
  })

  it.each([
    ['wrong-id', { verse_id: 'Hez.3.16' }],
    ['wrong-emotion', { emotion: 'melancholic' }],
    ['misquote', { message: expect.stringMatching(/^“Be still, beloved.{40,}\.” It makes sense/) }],
  ])('can be wrong in one field: %s', (name, change) => {
    const answer = JSON.parse(text(`I am anxious /rehearse ${name}`))
    expect(answer).toEqual({ ...JSON.parse(fine), ...change })
  })

  it('misquotes in Korean, too', () => {
    expect(text('불안해요 /rehearse misquote', 'Korean')).toContain('“두려워 말라')
  })

  it.each(['bad-json', 'wrong-id', 'misquote', 'max-tokens', '429'])(
    'is good once the model has answered: %s',
    (name) => {
      const question = `I am anxious /rehearse ${name}`
      const again = encouragementPrompt({ message: question }).turns.at(-1)?.text
      for (const prompt of [repair(question), repair(question, again)]) {
        expect(JSON.parse(said(rehearsedJson(prompt, context)))).toEqual(JSON.parse(fine))
      }
    },
  )

  it.each(['bad-json', 'wrong-id', 'misquote', 'max-tokens', '429'])(
    'is spoiled each time: %s-always',
    (name) => {
      const once = rehearsedJson(encouragementPrompt({ message: `/rehearse ${name}` }), context)
      const asked = `/rehearse ${name}-always`
      expect(said(rehearsedJson(repair(asked), context))).toBe(said(once))
      expect(text(asked)).toBe(said(once))
    },
  )

  it('is spoiled by a new command after an earlier one', () => {
    const prompt = repair('I am anxious /rehearse 503', 'And now? /rehearse bad-json')
    expect(said(rehearsedJson(prompt, context))).toBe(`${fine.slice(0, -1)},`)
  })

  it('is spoiled only at the named model', () => {
    for (const name of ['503', 'bad-json', 'wrong-id']) {
      expect(text(`I am anxious /rehearse ${name}@n`)).toBe(fine)
      expect(text(`I am anxious /rehearse ${name}@m`)).not.toBe(fine)
      expect(text(`I am anxious /rehearse ${name}-always@bedrock`)).not.toBe(fine)
    }
  })

  it('lists the failures if the name is unknown', () => {
    const names = [...failureNames, ...Object.keys(textFailures)]
    const own = Object.keys(encouragementFailures)
    const { message } = JSON.parse(text('/rehearse everything'))
    expect(message).not.toContain('`')
    for (const name of [...names, ...own]) expect(message).toContain(name)

    const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
    const turns = [{ role: 'user', text: '/rehearse wrong-id' } as const]
    const { a } = JSON.parse(said(rehearsedJson({ schema, system: '', turns }, context)))
    for (const name of names) expect(a).toContain(name)
    for (const name of own) expect(a).not.toContain(name)
  })
})
