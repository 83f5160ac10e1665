// Each failure of the menu shows its plain words, and leaves the page usable.
import assert from 'node:assert/strict'
import { failureLabels } from '../../twin/page/failures.ts'
import { answer, ask, ended, openPage } from './stage.mjs'

const again = 'Try again'

/** How the answer to each ends, what it shows, and the buttons that it offers. */
const expected = {
  429: ['failed', /too many questions .* Try again in 37 s\./, [again]],
  503: ['failed', /The tutor is overloaded\. Try again in a moment\./, [again]],
  '400-key': ['failed', /not set up properly/, []],
  'slow-first': ['complete', /before you change anything\.$/, []],
  stall: ['failed', /stopped in the middle of the answer/, [again]],
  cut: ['failed', /broke off before its end/, [again]],
  'error-mid-stream': ['failed', /overloaded/, [again]],
  'safety-prompt': ['failed', /declined this question\. Put it differently/, []],
  'safety-mid-stream': ['complete', /broke off here, to stay on the safe side/, []],
  'max-tokens': ['complete', /reached its greatest length/, []],
  empty: ['failed', /had nothing to say/, [again]],
  long: ['complete', /before you change anything\.$/, []],
}

const rehearse = async (stage, name) => {
  const [state, text, buttons] = expected[name]
  await using page = await openPage(stage)
  await page.getByRole('button', { name: 'See how a failure looks' }).click()
  await page.locator('.failures').getByText(failureLabels[name].en, { exact: true }).click()
  const shown = await ended(page, state, 60_000)
  assert.match(shown, text)
  assert.deepEqual(
    await answer(page).locator('.middy-chat-action').allInnerTexts(),
    buttons,
    `the buttons of ${name}`,
  )
  if (state === 'failed') {
    const alert = await page.locator('.middy-chat [role=alert]').textContent()
    assert.match(alert, text)
  }
  await ask(page, 'Where should I start?')
  assert.match(await ended(page), /Two Sum/)
  assert.deepEqual(page.faults, [])
}

export const checks = {
  async 'each failure of the menu is told in plain words, and then the page answers'(stage) {
    assert.deepEqual(Object.keys(expected).sort(), Object.keys(failureLabels).sort())
    const names = Object.keys(expected)
    const results = await Promise.allSettled(names.map((name) => rehearse(stage, name)))
    const failed = results.flatMap(({ reason }, index) =>
      reason ? [`${names[index]}: ${reason.message}`] : [],
    )
    assert.deepEqual(failed, [])
    return names.join(', ')
  },
}
