import { describe, expect, it } from 'vitest'
import { failureLabels } from '../../twin/page/failures.ts'
import { startLocal } from './local.ts'
import { answer, ask, ended, openPage } from './stage.ts'

const again = 'Try again'

type Shown = [state: 'complete' | 'failed', text: RegExp, buttons: string[]]

/** How each answer ends, what it shows, and which buttons it offers. */
const expected: Record<string, Shown> = {
  429: ['failed', /too many questions .* Try again in 3\d s\./, [again]],
  503: ['failed', /The tutor is overloaded\. Try again in a moment\./, [again]],
  '400-key': ['failed', /not set up correctly/, []],
  'day-quota': ['failed', /reached its limit for today/, []],
  'too-long': ['failed', /more than the tutor can read at once/, []],
  'slow-first': ['complete', /before you change anything\.$/, []],
  stall: ['failed', /stopped in the middle of the answer/, [again]],
  cut: ['failed', /ended too early/, [again]],
  'error-mid-stream': ['failed', /overloaded/, [again]],
  'safety-prompt': ['failed', /declined this question\. Try rephrasing it/, []],
  'safety-mid-stream': ['complete', /The tutor stopped here/, []],
  'max-tokens': ['complete', /reached its maximum length/, []],
  'length-no-text': ['failed', /too long thinking and gave no answer/, []],
  'empty-stop': ['failed', /gave no answer/, [again]],
  empty: ['failed', /gave no answer/, [again]],
  long: ['complete', /before you change anything\.$/, []],
}

describe('each failure of the menu is told in plain words, and then the page answers', () => {
  it('has an entry here', () => {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(failureLabels).sort())
  })

  it.for(Object.entries(expected))('%s', async ([name, [state, text, buttons]]) => {
    // Each has a twin of its own: in a shared one, failures of several tests open the circuit breaker.
    await using local = await startLocal('--no-build')
    await using page = await openPage({}, local.url)
    await page.getByRole('button', { name: 'Try a failure' }).click()
    const label = failureLabels[name]?.en ?? ''
    await page.locator('.failures').getByText(label, { exact: true }).click()
    expect(await ended(page, state, 60_000)).toMatch(text)
    expect(await answer(page).locator('.middy-chat-action').allInnerTexts()).toEqual(buttons)
    if (state === 'failed') {
      expect(await page.locator('.middy-chat [role=alert]').textContent()).toMatch(text)
    }
    await ask(page, 'Where should I start?')
    expect(await ended(page)).toMatch(/Two Sum/)
    expect(page.faults).toEqual([])
  })
})
