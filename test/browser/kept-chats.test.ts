import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { done, finish, named, text } from '../../twin/testing/scripted-server.ts'
import { answer, ask, ended, field, messages, openPage } from './stage.ts'

/** Serves one page's chats in place of the twin, and returns the requests that it receives. */
const serveChats = async (page: Page, titles: readonly string[]): Promise<readonly string[]> => {
  const chats = titles.map((title, index) => ({ id: `chat-${index + 1}`, title }))
  const requests: string[] = []

  await page.route('**/chats', (route) => {
    requests.push('GET /chats')
    return route.fulfill({ json: { chats } })
  })
  await page.route('**/chats/*', (route) => {
    const id = new URL(route.request().url()).pathname.split('/').at(-1)
    const method = route.request().method()
    requests.push(`${method} /chats/${id}`)
    if (method === 'DELETE') return route.fulfill({ status: 204 })
    const messages = [
      { role: 'user', content: `A question in ${id}` },
      { role: 'assistant', content: `An answer in **${id}**` },
    ]
    const chat = { ...chats.find((chat) => chat.id === id), messages }
    return route.fulfill({ json: { chat } })
  })
  await page.route('**/chat', (route) => {
    const { prompt, chat_id: id = 'chat-new' } = route.request().postDataJSON()
    requests.push(`POST /chat ${id}`)
    const chat = named('chat', { id, title: prompt })
    return route.fulfill({
      contentType: 'text/event-stream',
      body: chat + text(`You said: ${prompt}`) + finish + done,
    })
  })
  return requests
}

const openChats = async (titles: readonly string[], options?: BrowserContextOptions) => {
  const page = await openPage(options)
  const requests = await serveChats(page, titles)
  await page.getByLabel('Page').selectOption('chats')
  const list = page.getByRole('navigation', { name: 'Your chats' })
  await list.waitFor()
  return Object.assign(page, { requests, list })
}

const titlesOf = (list: Locator) => list.locator('.chat-title').allInnerTexts()

it('kept chats: a new one stands in the list, newest first, and goes on', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.list.getByText('Second').waitFor()
  await ask(page, 'Hello')
  expect(await ended(page)).toMatch(/You said: Hello/)
  expect(await titlesOf(page.list)).toEqual(['Hello', 'First', 'Second'])
  expect(await page.list.locator('[aria-current=true]').innerText()).toBe('Hello')
  await ask(page, 'Again')
  await page.getByText('You said: Again').first().waitFor()
  expect(page.requests).toEqual(['GET /chats', 'POST /chat chat-new', 'POST /chat chat-new'])
  expect(await messages(page).count()).toBe(4)
  expect(page.faults).toEqual([])
})

it('kept chats: switching, going on, beginning anew, by keyboard', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.list.getByRole('button', { name: 'Second', exact: true }).focus()
  await page.keyboard.press('Enter')
  expect(await ended(page)).toMatch(/An answer in chat-2/)
  await ask(page, 'And?')
  await page.getByText('You said: And?').first().waitFor()
  expect(page.requests.at(-1)).toBe('POST /chat chat-2')
  await page.list.getByRole('button', { name: 'New conversation' }).press('Enter')
  await page.getByText('What is on your mind?').waitFor()
  expect(await page.list.locator('[aria-current=true]').count()).toBe(0)
  expect(page.faults).toEqual([])
})

it('kept chats: deleting the open one leaves none open, and the focus in the list', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  await ended(page)
  await page.list.getByRole('button', { name: 'Delete: First' }).press('Enter')
  await page.getByText('What is on your mind?').waitFor()
  expect(await titlesOf(page.list)).toEqual(['Second'])
  expect(page.requests.at(-1)).toBe('DELETE /chats/chat-1')
  const focused = await page.evaluate(() => document.activeElement?.textContent)
  expect(focused).toBe('New conversation')
  expect(page.faults).toEqual([])
})

/** Holds the next response to `method` for a chat's id until it is released. */
const hold = async (page: Page, method: string, id: string) => {
  const released = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  await page.route(`**/chats/${id}`, async (route) => {
    if (route.request().method() !== method) return route.fallback()
    await released.promise
    await route.fallback()
    answered.resolve()
  })
  return async () => {
    released.resolve()
    await answered.promise
    await page.waitForTimeout(100)
  }
}

it('kept chats: a slow response does not replace the chat opened since, nor its draft', async () => {
  await using page = await openChats(['First', 'Second'])
  const release = await hold(page, 'GET', 'chat-1')
  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  await page.getByRole('status').waitFor()
  await page.list.getByRole('button', { name: 'New conversation' }).click()
  await field(page).fill('A draft')
  await release()
  expect(await field(page).inputValue()).toBe('A draft')
  expect(await messages(page).count()).toBe(0)

  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  expect(await ended(page)).toMatch(/An answer in chat-1/)
  expect(page.faults).toEqual([])
})

it('kept chats: a slow delete does not close the chat opened since, nor take the focus', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  await ended(page)
  const release = await hold(page, 'DELETE', 'chat-1')
  await page.list.getByRole('button', { name: 'Delete: First' }).click()
  await page.list.getByRole('button', { name: 'Second', exact: true }).click()
  await ended(page)
  await field(page).fill('A draft')
  await release()
  expect(await titlesOf(page.list)).toEqual(['Second'])
  expect(await answer(page).innerText()).toMatch(/An answer in chat-2/)
  expect(await field(page).inputValue()).toBe('A draft')
  expect(await field(page).evaluate((each) => each === document.activeElement)).toBe(true)
  expect(page.faults).toEqual([])
})

it('kept chats: deleting a chat that no longer exists is no error', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.route('**/chats/chat-1', (route) =>
    route.fulfill({ status: 404, json: { error: 'Chat not found' } }),
  )
  await page.list.getByRole('button', { name: 'Delete: First' }).click()
  await page.list.getByText('First').waitFor({ state: 'detached' })
  expect(await page.list.getByRole('alert').count()).toBe(0)
  expect(page.faults).toEqual([])
})

it('kept chats: a chat that cannot be read leaves a new one open', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.route('**/chats/chat-1', (route) =>
    route.fulfill({ status: 404, json: { error: 'Chat not found' } }),
  )
  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  await page.list.getByText('This conversation no longer exists.').waitFor()
  await page.getByText('What is on your mind?').waitFor()
  expect(page.faults).toEqual([])
})

it('kept chats: a list that fails is told', async () => {
  await using page = await openPage()
  await page.route('**/chats', (route) =>
    route.fulfill({ status: 503, json: { error: 'Try again.', code: 'history_unavailable' } }),
  )
  await page.getByLabel('Page').selectOption('chats')
  await page.getByRole('navigation').getByRole('alert').waitFor()
  expect(page.faults).toEqual([])
})

it('kept chats: in Korean', async () => {
  await using page = await openChats(['첫 번째'])
  await page.getByLabel('Language').selectOption('ko')
  await page.getByRole('navigation', { name: '내 대화' }).waitFor()
  await page.getByRole('button', { name: '삭제: 첫 번째' }).waitFor()
  expect(page.faults).toEqual([])
})
