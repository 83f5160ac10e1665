import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { answer, ask, ended, messages, openPage } from './stage.ts'

/** The chats of the twin, which really stores them. */
const openChats = async (page: Page) => {
  await page.getByLabel('Page').selectOption('chats')
  await page.getByRole('navigation', { name: 'Your chats' }).waitFor()
}
const questions = (page: Page) =>
  page.locator('[data-role=user] .middy-chat-question').allInnerTexts()
/** Opens a chat of the list after a reload. */
const reopen = async (page: Page, title: string | RegExp) => {
  await page.reload()
  await page.locator('.chat-title').filter({ hasText: title }).first().click()
  await messages(page).first().waitFor()
}
const waitForFailures = async (page: Page, work: () => Promise<void>) => {
  const responded = page.waitForResponse('**/chat')
  await work()
  await responded
  await ended(page, 'failed')
}

it('a question that fails twice and is then edited is stored once, in one chat', async () => {
  await using page = await openPage()
  await openChats(page)
  const failing = `Once ${Date.now()} /rehearse 503`
  await waitForFailures(page, () => ask(page, failing))
  const again = page.getByRole('button', { name: 'Try again' })
  for (const _ of [1, 2]) await waitForFailures(page, () => again.click())
  await page.getByRole('button', { name: 'Edit question' }).click()
  const edited = failing.replace(' /rehearse 503', '')
  await page.getByRole('textbox', { name: 'Edit question' }).fill(edited)
  await page.keyboard.press('Enter')
  await ended(page)
  await page.reload()
  await ended(page)
  expect(await questions(page)).toEqual([edited])
  expect(await messages(page).count()).toBe(2)
  expect(await page.locator('.chat-title').filter({ hasText: edited }).count()).toBe(1)
  expect(page.faults).toEqual([])
})

it('a question without an answer is stored, and tried again after a reload', async () => {
  await using page = await openPage()
  await openChats(page)
  const failing = `Unanswered ${Date.now()} /rehearse 503`
  await waitForFailures(page, () => ask(page, failing))
  await reopen(page, failing)
  await page.getByText('This question was not answered.').waitFor()
  await waitForFailures(page, () => page.getByRole('button', { name: 'Try again' }).click())
  await reopen(page, failing)
  expect(await questions(page)).toEqual([failing])
  expect(await messages(page).count()).toBe(1)
  expect(page.faults).toEqual([])
})

it('a good answer that is asked for again is replaced in the store', async () => {
  await using page = await openPage()
  await openChats(page)
  const first = `First ${Date.now()}`
  await ask(page, first)
  await ended(page)
  await ask(page, 'And then?')
  await expect.poll(() => messages(page).count()).toBe(4)
  await ended(page)
  await page.getByRole('button', { name: 'Ask again' }).click()
  await expect.poll(() => answer(page).getAttribute('data-state')).not.toBe('complete')
  await ended(page)
  await page.reload()
  await ended(page)
  expect(await questions(page)).toEqual([first, 'And then?'])
  expect(await messages(page).count()).toBe(4)
  expect(page.faults).toEqual([])
})

it('an earlier question that is edited replaces what follows it in the store', async () => {
  await using page = await openPage()
  await openChats(page)
  const first = `Earlier ${Date.now()}`
  for (const [at, question] of [first, 'Two?', 'Three?'].entries()) {
    await ask(page, question)
    await expect.poll(() => messages(page).count()).toBe(2 * (at + 1))
    await ended(page)
  }
  await page.reload()
  await expect.poll(() => messages(page).count()).toBe(6)
  await page.getByRole('button', { name: 'Edit question' }).nth(1).click()
  await page.getByRole('textbox', { name: 'Edit question' }).fill('Two again?')
  await page.keyboard.press('Enter')
  await expect.poll(() => messages(page).count()).toBe(4)
  await ended(page)
  await page.reload()
  await ended(page)
  expect(await questions(page)).toEqual([first, 'Two again?'])
  expect(await messages(page).count()).toBe(4)
  expect(page.faults).toEqual([])
})

it('a chat that has gone on in another tab is not overwritten, and says so', async () => {
  await using page = await openPage()
  await openChats(page)
  await ask(page, `Two tabs ${Date.now()}`)
  await ended(page)
  const other = await page.context().newPage()
  await other.goto(page.url())
  await ended(other)
  await ask(other, 'From elsewhere')
  await expect.poll(() => messages(other).count()).toBe(4)
  await ended(other)
  await page.getByRole('button', { name: 'Ask again' }).click()
  expect(await ended(page, 'failed')).toMatch(/gone on elsewhere/)
  await page.reload()
  await expect.poll(() => messages(page).count()).toBe(4)
  expect(page.faults).toEqual([])
})
