import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/support/property-runs.ts'
import { scriptedAnswer, stop, text, usage } from '../../twin/testing/scripted-answer.ts'
import { anyPrompt, scriptedModel } from '../../twin/testing/scripted-model.ts'
import type { AnswerEvent } from '../answer/answer.ts'
import {
  type SolutionStop,
  type WithoutSolutionOptions,
  withoutSolution,
} from './without-solution.ts'

const solution = `def count_pairs(values, limit):
    found = set()
    pairs = 0
    for value in values:
        if limit - value in found:
            pairs += 1
        found.add(value)
    return pairs`
const lines = solution.split('\n')
const fenced = (code: string) => `Here it is:\n\n\`\`\`python\n${code}\n\`\`\`\n`

const signal = () => new AbortController().signal
const ask = async (said: string | string[], options: WithoutSolutionOptions = {}) => {
  const stops: SolutionStop[] = []
  const model = scriptedModel([...[said].flat().map(text), usage, stop])
  const guarded = withoutSolution(model, { onStop: (hit) => stops.push(hit), ...options })
  const events = await Array.fromAsync(guarded.answer(anyPrompt, { signal: signal() }))
  return { events, stops, shown: textOf(events) }
}
const textOf = (events: readonly AnswerEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')

describe('an answer with a solution', () => {
  it('ends with one sentence and refused, and its code is not shown', async () => {
    const { events, stops, shown } = await ask(fenced(solution))
    expect(shown).toMatch(/^Here it is:\n+I stop here, because .*\.$/s)
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'refused' })
    expect(stops).toEqual([{ rule: 'run', lines: 2, contained: 0 }])
  })

  it.each([
    ['without a fence', `So:\n${solution}\n`],
    ['numbered', lines.map((line, at) => `${at + 1}. ${line}`).join('\n')],
    ['quoted', lines.map((line) => `> ${line}`).join('\n')],
    ['as inline code in a list', lines.map((line) => `- \`${line.trim()}\``).join('\n')],
    ['as a diff', fenced(lines.map((line) => `+${line}`).join('\n'))],
    ['as comments', fenced(lines.map((line) => `# ${line.trim()}`).join('\n'))],
    ['as a table', lines.map((line, at) => `| ${at + 1} | \`${line.trim()}\` |`).join('\n')],
    ['as JSON', `[\n${lines.map((line) => JSON.stringify(line)).join(',\n')}\n]`],
    ['on one line', `Write ${lines.map((line) => line.trim()).join('; ')}`],
    [
      'in Java',
      fenced('int n = 0;\nfor (int v : values) {\n  if (seen.contains(v)) {\n    n++;\n  }\n}'),
    ],
  ])('is stopped: %s', async (_form, said) => {
    const { stops, shown } = await ask(said)
    expect(stops).toHaveLength(1)
    expect(shown).not.toContain('pairs += 1')
  })

  it('is stopped if its lines stand alone, at the fifth', async () => {
    const said = lines.map((line) => `Then comes this line.\n\n${fenced(line)}`).join('\n')
    expect((await ask(said)).stops).toEqual([{ rule: 'total', lines: 5, contained: 0 }])
  })

  it('is stopped earlier where the solution is known, also under other names', async () => {
    const said = lines.map((line) => `Then comes this line.\n\n${fenced(line)}`).join('\n')
    const renamed = said.replaceAll('found', 'seen').replaceAll('value', 'item')
    expect((await ask(said, { reference: solution })).stops).toMatchObject([{ rule: 'reference' }])
    const { stops } = await ask(renamed, { reference: solution })
    expect(stops).toHaveLength(1)
    expect(stops[0]?.lines).toBeLessThan(5)
  })

  it('ends in Korean if the question is Korean', async () => {
    const { shown } = await ask(fenced(solution), { question: '왜 느려요?' })
    expect(shown).toMatch(/여기서 멈출게요/)
    const texts = { en: 'Stop.', ko: '그만.' }
    expect((await ask(fenced(solution), { texts })).shown).toMatch(/\n\nStop\.$/)
  })

  it.each<[string, AnswerEvent[], AnswerEvent[]]>([
    ['before the finish', [text('`a'), usage, stop], [text('`a'), usage, stop]],
    ['after it', [text('`a'), stop, usage], [text('`a'), stop, usage]],
    ['of an answer that is stopped', [usage, text(fenced(solution)), stop], [usage]],
  ])('keeps usage behind the text: %s', async (_when, said, expected) => {
    const model = withoutSolution(scriptedModel([...said]))
    const events = await Array.fromAsync(model.answer(anyPrompt, { signal: signal() }))
    expect(events.filter(({ type }) => expected.length > 1 || type === 'usage')).toEqual(expected)
  })

  it('closes a code block that is open', async () => {
    const { shown } = await ask(fenced(`${lines[0]}\n${solution}`), { known: [lines[0] ?? ''] })
    expect(shown).toMatch(/def count_pairs\(values, limit\):\n```\n\nI stop here/)
  })

  it('aborts the request to the model', async () => {
    let left = false
    async function* endless(): AsyncGenerator<AnswerEvent> {
      try {
        for (;;) yield text(`${solution}\n`)
      } finally {
        left = true
      }
    }
    const guarded = withoutSolution({ answer: () => endless() })
    const events = await Array.fromAsync(guarded.answer(anyPrompt, { signal: signal() }))
    expect(left).toBe(true)
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'refused' })
  })
})

describe('any other answer', () => {
  it.each([
    [
      'a hint',
      'You are close. What is `values[0]` if the list is empty (e.g. `[]`)? O(n) is enough.',
    ],
    [
      'in Korean',
      '거의 다 왔어요. `values[i]`를 볼 때 i = 0이면 어떻게 되나요? 시간은 O(n)이면 충분해요.',
    ],
    [
      'two lines on other data',
      fenced('ages = {"mina": 12}\nages["jun"] = ages.get("jun", 0) + 1'),
    ],
    [
      'a traceback',
      fenced(
        'Traceback (most recent call last):\n  File "main.py", line 3, in <module>\n    run()\n  File "main.py", line 9, in run\n    return values[5]\nIndexError: list index out of range',
      ),
    ],
    ['values by hand', fenced('i = 0, total = 3\ni = 1, total = 8\ni = 2, total = 7')],
    ['a table', '| i | x |\n|---|---|\n| 0 | 2 |\n| 1 | 7 |\n| 2 | 9 |\n'],
    [
      'examples',
      fenced(
        '>>> count_pairs([1, 2], 3)\n1\n>>> count_pairs([], 3)\n0\n>>> count_pairs([1], 2)\n0',
      ),
    ],
  ])('passes unchanged: %s', async (_kind, said) => {
    const { shown, stops, events } = await ask(said)
    expect(shown).toBe(said)
    expect(stops).toEqual([])
    expect(events.slice(-1)).toEqual([stop])
  })

  it('may repeat what the learner has', async () => {
    const { shown, stops } = await ask(fenced(solution), { known: [solution], reference: solution })
    expect(shown).toBe(fenced(solution))
    expect(stops).toEqual([])
  })

  it('is passed on word by word, with nothing held when the model pauses', async () => {
    const said = 'What do you keep in mind while you go on? '.split(/(?<= )/)
    const { events } = await ask(said)
    const texts = events.filter(({ type }) => type === 'text')
    expect(texts.map((event) => textOf([event]))).toEqual(said)
  })

  it('shows what was held when it fails, unless its reader has left', async () => {
    const failing = (reason?: Error) => {
      const controller = new AbortController()
      const model = {
        answer: () =>
          scriptedAnswer([text('a `half'), new Error('cut')], new AbortController().signal),
      }
      const iterator = withoutSolution(model)
        .answer(anyPrompt, { signal: controller.signal })
        [Symbol.asyncIterator]()
      if (reason) controller.abort(reason)
      return iterator
    }
    const kept = failing()
    expect(await kept.next()).toEqual({ done: false, value: text('a `half') })
    await expect(kept.next()).rejects.toThrow('cut')
    await expect(failing(new Error('left')).next()).rejects.toThrow('cut')
  })
})

describe('whatever the pieces', () => {
  const piece = fc.constantFrom(
    ...lines.map((line) => `${line}\n`),
    '```\n',
    '```python\n',
    '`total += x` ',
    'Look at this. ',
    '그다음에는 ',
    '\n\n',
    '1. ',
    '> ',
    '"',
    'if x[0] == 1: return x; ',
    '🙂',
  )

  it('the decision and the text are the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 20 }).map((all) => all.join('')),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
        fc.boolean(),
        async (said, sizes, hasReference) => {
          const options = hasReference ? { reference: solution } : {}
          const whole = await ask(said, options)
          const pieces: string[] = []
          for (let at = 0, turn = 0; at < said.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1
            pieces.push(said.slice(at, at + size))
            at += size
          }
          const chunked = await ask(pieces, options)
          expect(chunked.shown).toBe(whole.shown)
          expect(chunked.stops).toEqual(whole.stops)
          if (whole.stops.length === 0) expect(whole.shown).toBe(said)
        },
      ),
      runs(300),
    )
  })
})
