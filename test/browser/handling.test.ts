import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { answer, ask, ended, field, messages, openPage } from './stage.ts'

/** What has the focus: the field, the messages, or the text of a button. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    if (element?.matches('.middy-chat-field textarea')) return 'field'
    return element?.getAttribute('role') ?? element?.textContent?.slice(0, 40)
  })

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const stop = (page: Page) => page.locator('[data-kind=stop]')

it('an answer that ends under the focus on Stop leaves it in the field', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, [text('Yes'), 1_000, text('.')])
  await ask(page, 'Why?')
  await stop(page).focus()
  await ended(page)
  expect(await focused(page)).toBe('field')
  expect(page.faults).toEqual([])
})

it('on a phone, an answer that ends under the focus on Stop leaves it at the messages', async () => {
  await using page = await openPage(phone)
  await using _ = await answerWith(page, [text('Yes'), 1_000, text('.')])
  await ask(page, 'Why?')
  await stop(page).focus()
  await ended(page)
  expect(await focused(page)).toBe('log')
})

it('"Latest message" that disappears under the focus leaves it at the messages', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, [text('A paragraph.\n\n'.repeat(60))])
  await ask(page, 'Why?')
  await ended(page)
  const log = page.getByRole('log')
  await log.hover()
  await page.mouse.wheel(0, -400)
  await page.getByRole('button', { name: 'Latest message' }).focus()
  await page.mouse.wheel(0, 4_000)
  await page.getByRole('button', { name: 'Latest message' }).waitFor({ state: 'detached' })
  expect(await focused(page)).toBe('log')
})

it('after "New conversation" the focus is in the new one, and nowhere else before', async () => {
  await using page = await openPage()
  expect(await focused(page)).not.toBe('field')
  await ask(page, 'Where should I start?')
  await ended(page)
  await page.getByRole('button', { name: 'New conversation' }).press('Enter')
  expect(await messages(page).count()).toBe(0)
  expect(await focused(page)).toBe('field')
  await page.getByLabel('Signed in as').focus()
  await page.getByLabel('Signed in as').selectOption('learner2')
  expect(await focused(page)).toMatch(/learner2/)
  expect(page.faults).toEqual([])
})

it('on a phone, a new conversation does not open the keyboard', async () => {
  await using page = await openPage(phone)
  await using _ = await answerWith(page, [text('Yes.')])
  await ask(page, 'Why?')
  await ended(page)
  await page.getByRole('button', { name: 'New conversation' }).tap()
  expect(await messages(page).count()).toBe(0)
  expect(await focused(page)).toBe('log')
})

it('a question beyond the limit is kept whole, counted, and not sent', async () => {
  await using page = await openPage()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await using server = await answerWith(page, [text('Yes.')])
  const long = `${'가나다라마 '.repeat(2_700)}end`
  await page.evaluate((text) => navigator.clipboard.writeText(text), long)
  await field(page).focus()
  await page.keyboard.press('Control+V')
  expect(await field(page).inputValue(), 'nothing is cut').toBe(long)

  const form = page.locator('.middy-chat-composer')
  await form.getByText('Remove 203 of its characters; 16,000 are allowed.').waitFor()
  expect(await form.getByRole('status').textContent()).toBe('Your question is too long to send.')
  expect(await field(page).getAttribute('aria-invalid')).toBe('true')
  const described = await field(page).evaluate((input) =>
    input
      .getAttribute('aria-describedby')
      ?.split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' '),
  )
  expect(described).toMatch(/Remove 203/)
  expect(await page.locator('[data-kind=send]').isDisabled()).toBe(true)
  await field(page).press('Enter')
  expect(await messages(page).count(), 'Enter sends nothing').toBe(0)
  expect(await field(page).inputValue()).toBe(long)

  await field(page).fill(long.slice(0, 16_000))
  expect(await form.getByRole('status').textContent()).toBe('')
  await field(page).press('Enter')
  await ended(page)
  expect(server.requests.map(({ query }) => query.length)).toEqual([16_000])
  expect(page.faults).toEqual([])
})

it('an edited question beyond the limit is kept whole, counted, and not sent', async () => {
  await using page = await openPage()
  await using server = await answerWith(page, [text('Yes.')])
  await ask(page, 'Why?')
  await ended(page)
  await messages(page).first().getByRole('button').click()
  const editor = page.locator('.middy-chat-editor')
  await editor.getByRole('textbox').fill('x'.repeat(16_002))
  await editor.getByText('Remove 2 of its characters').waitFor()
  expect(await editor.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
  await editor.getByRole('textbox').press('Enter')
  expect(server.requests).toHaveLength(1)
  expect(await editor.getByRole('textbox').inputValue()).toHaveLength(16_002)
})

/** Refuses the next question, with this many seconds to wait. */
const refuse = (page: Page, seconds: number) =>
  page.route(
    '**/chatbot',
    (route) =>
      route.fulfill({
        status: 429,
        headers: { 'retry-after': String(seconds) },
        json: { error: 'model_busy', message: 'Wait.' },
      }),
    { times: 1 },
  )

it('a wait counts down in silence, and the button is enabled when it is over', async () => {
  await using page = await openPage()
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000)
  await refuse(page, 37)
  await ask(page, 'Why?')
  const note = page.locator('.middy-chat-error')
  while ((await note.count()) === 0) await page.clock.runFor(100)
  const again = page.getByRole('button', { name: 'Try again' })
  expect(await again.isDisabled()).toBe(true)
  const seconds = async () => Number(/again in (\d+) s\./.exec(await note.innerText())?.[1])
  const first = await seconds()
  expect(first).toBeGreaterThan(30)
  const alert = await page.locator('.middy-chat [role=alert]').textContent()
  await page.clock.runFor(10_000)
  expect(await seconds()).toBe(first - 10)
  expect(await page.locator('.middy-chat [role=alert]').textContent(), 'is told once').toBe(alert)
  expect(await note.getByRole('status').textContent()).toBe('')

  await page.clock.runFor(40_000)
  expect(await again.isEnabled()).toBe(true)
  expect(await note.getByRole('status').textContent()).toBe('You can try again now.')
  await using _ = await answerWith(page, [text('Now.')])
  await again.click()
  await page.clock.resume()
  expect(await ended(page)).toMatch(/Now\./)
  expect(page.faults).toEqual([])
})

it('a limit of the day says when it resets, and the button waits for that', async () => {
  await using page = await openPage({ timezoneId: 'Asia/Seoul' })
  await page.clock.install()
  await page.clock.pauseAt(new Date('2099-11-30T23:59:00+09:00'))
  // Three hours after the time to which the page's clock is set: the day after.
  const resetsAt = '2099-12-01T03:00:00+09:00'
  await page.route('**/chatbot', (route) =>
    route.fulfill({ status: 429, json: { error: 'rate_limited', message: 'Wait.', resetsAt } }),
  )
  await ask(page, 'Why?')
  const note = page.locator('.middy-chat-error')
  while ((await note.count()) === 0) await page.clock.runFor(100)
  expect(await note.innerText()).toMatch(/Try again after December 1 at 3:00\sAM\./)
  const again = page.getByRole('button', { name: 'Try again' })
  expect(await again.isDisabled()).toBe(true)
  await page.clock.fastForward('03:02:00')
  await page.clock.runFor(2_000)
  expect(await again.isEnabled()).toBe(true)
  expect(page.faults).toEqual([])
})

it("only the tutor's words are under the tutor's name", async () => {
  await using page = await openPage()
  const said = answer(page).locator('article')
  await refuse(page, 0)
  await ask(page, 'Why?')
  expect(await ended(page, 'failed')).toMatch(/too many questions/)
  expect(await said.count(), 'it said nothing').toBe(0)

  await ask(page, 'Why? /rehearse error-mid-stream')
  expect(await ended(page, 'failed')).toMatch(/overloaded/)
  expect(await said.innerText()).not.toMatch(/overloaded|Try again/)
  expect(await said.innerText()).toMatch(/^Tutor\n+Let/)
  const notes = await page.locator('.middy-chat-error').allInnerTexts()
  expect(notes[0], 'no wait for an earlier question').not.toMatch(/again/)
  expect(page.faults).toEqual([])
})
