import { expect, it } from 'vitest'
import { answer, browser, ended, field, openPage, url } from './stage.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

it('on a phone the tutor is one tap away, below one line', async () => {
  await using context = await browser.newContext(phone)
  const page = await context.newPage()
  await page.goto(`${url}/`)
  await page.getByRole('heading', { name: 'Two Sum' }).waitFor()
  const header = await page.locator('.page-header').boundingBox()
  expect(header?.height).toBeLessThanOrEqual(56)
  await page.getByRole('button', { name: 'Tutor', exact: true }).tap()
  const chat = await page.locator('.middy-chat').boundingBox()
  expect(chat?.height).toBeGreaterThan(750)
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(844)
  const tools = await page.locator('.middy-chat-header').boundingBox()
  expect(tools?.height, 'one line of tools').toBeLessThanOrEqual(56)
  await page.getByRole('button', { name: 'Where should I start?' }).tap()
  await page.getByRole('button', { name: 'Problem', exact: true }).tap()
  await page.getByRole('heading', { name: 'Two Sum' }).waitFor()
  await page.getByRole('button', { name: 'Tutor', exact: true }).tap()
  await ended(page)
  expect(await answer(page).innerText(), 'the answer came meanwhile').toMatch(/Two Sum/)

  await page.getByRole('button', { name: 'Settings' }).tap()
  await page.getByLabel('Language').selectOption('ko')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '튜터', exact: true }).waitFor()
  expect(await page.getByLabel('언어').isVisible()).toBe(false)
})

it('a window that becomes narrow keeps the pane that is in use', async () => {
  await using page = await openPage()
  await field(page).fill('A draft')
  await page.setViewportSize({ width: 700, height: 600 })
  expect(await field(page).isVisible()).toBe(true)
  expect(await page.getByLabel('Your code').isVisible()).toBe(false)
})

it.for([
  ['ko-KR', 'ko', '보내기'],
  ['en-GB', 'en', 'Send'],
  ['fr-FR', 'en', 'Send'],
] as const)('in a browser in %s the page is in %s', async ([locale, lang, send]) => {
  await using page = await openPage({ locale })
  expect(await page.locator('html').getAttribute('lang')).toBe(lang)
  await page.getByRole('button', { name: send, exact: true }).waitFor()
})
