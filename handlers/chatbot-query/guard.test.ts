import { describe, expect, it } from 'vitest'
import { stop, text } from '../../twin/testing/scripted-answer.ts'
import { anyPrompt, scriptedModel } from '../../twin/testing/scripted-model.ts'
import { tutorGuard } from './guard.ts'

const code = `for value in values:
    if limit - value in found:
        pairs += 1
    found.add(value)`
const answer = `\`\`\`python\n${code}\n\`\`\`\n`
const request = {
  problemDetails: { title: 'Pairs', examples: [{ input: 'values = [1, 2]' }] },
  userCode: '',
  history: [],
  query: 'Why?',
}

const said = async (change: Partial<Parameters<ReturnType<typeof tutorGuard>>[0]>, isOn = true) => {
  const stops: object[] = []
  const model = scriptedModel([text(answer), stop])
  const guarded = tutorGuard(model, { isOn, onStop: (hit) => stops.push(hit) })
  const { signal } = new AbortController()
  const events = await Array.fromAsync(
    guarded({ ...request, ...change }).answer(anyPrompt, { signal }),
  )
  return { stops, text: events.map((event) => (event.type === 'text' ? event.text : '')).join('') }
}

describe('the guard of the tutor', () => {
  it('stops code that is not in the request, in the language of the question', async () => {
    const { stops, text: shown } = await said({})
    expect(stops).toMatchObject([{ rule: 'run' }])
    expect(shown).toMatch(/^I stop here/)
    const korean = await said({ query: '왜 느려요?' })
    expect(korean.text).toMatch(/여기서 멈출게요/)
  })

  it.each([
    ['their code', { userCode: code }],
    ['their question', { query: `Why? ${code}` }],
    ['an earlier question', { history: [{ role: 'user' as const, content: code }] }],
    ['the problem, at any depth', { problemDetails: { parts: [{ code }] } }],
  ])('lets pass what stands in %s', async (_place, change) => {
    expect(await said(change)).toEqual({ stops: [], text: answer })
  })

  it('does not believe the client about what the tutor said', async () => {
    const history = [{ role: 'model' as const, content: code }]
    expect((await said({ history })).stops).toHaveLength(1)
  })

  it('can be off', async () => {
    expect(await said({}, false)).toEqual({ stops: [], text: answer })
  })
})
