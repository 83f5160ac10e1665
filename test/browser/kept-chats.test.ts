import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { done, finish, named, text } from '../../twin/testing/scripted-server.ts'
import { violations } from './axe.ts'
import { answer, ask, ended, field, messages, openPage, showPane } from './stage.ts'

/** Serves one page's chats in place of the twin, and returns the requests that it receives. */
const serveChats = async (page: Page, titles: readonly string[]): Promise<readonly string[]> => {
  const chats = titles.map((title, index) => ({
    id: `chat-${index + 1}`,
    title,
    updated_at: `2025-11-${20 - index}T12:00:00.000Z`,
  }))
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
    if (method === 'PATCH') {
      const { title } = route.request().postDataJSON()
      return route.fulfill({ json: { chat: { ...chats.find((chat) => chat.id === id), title } } })
    }
    const messages = [
      { id: `question-${id}`, role: 'user', content: `A question in ${id}` },
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
  const settings = page.getByRole('button', { name: 'Settings' })
  if (await settings.isVisible()) await settings.click()
  await page.getByLabel('Page').selectOption('chats')
  await showPane(page, 'first')
  const list = page.getByRole('navigation', { name: 'Your chats' })
  await list.waitFor()
  return Object.assign(page, { requests, list })
}

/** Waits, by the page's clock, until a deletion can no longer be undone. */
const outlastUndo = async (page: Page) => {
  await page.clock.fastForward(10_000)
  await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
}

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

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
  await page.clock.install()
  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  await ended(page)
  await page.list.getByRole('button', { name: 'Delete: First' }).press('Enter')
  await page.getByText('What is on your mind?').waitFor()
  expect(await titlesOf(page.list)).toEqual(['Second'])
  expect(await focusedText(page)).toBe('Undo')
  await outlastUndo(page)
  await expect.poll(() => page.requests.at(-1)).toBe('DELETE /chats/chat-1')
  expect(await titlesOf(page.list)).toEqual(['Second'])
  expect(await focusedText(page)).toBe('New conversation')
  expect(page.faults).toEqual([])
})

it('kept chats: a deletion can be undone, and has deleted nothing before', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.clock.install()
  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  await ended(page)
  await page.list.getByRole('button', { name: 'Delete: First' }).press('Enter')
  await page.list.getByText('Deleted: First').waitFor()
  await page.clock.fastForward(9_000)
  await page.keyboard.press('Enter')
  expect(await ended(page)).toMatch(/An answer in chat-1/)
  expect(await titlesOf(page.list)).toEqual(['First', 'Second'])
  expect(await focusedText(page)).toBe('First')
  await page.clock.fastForward(60_000)
  expect(page.requests.filter((each) => each.startsWith('DELETE'))).toEqual([])
  expect(page.faults).toEqual([])
})

it('kept chats: the next deletion and another view end the time to undo', async () => {
  await using page = await openChats(['First', 'Second', 'Third'])
  await page.list.getByRole('button', { name: 'Delete: First' }).click()
  await page.list.getByRole('button', { name: 'Delete: Second' }).click()
  await page.list.getByText('Deleted: Second').waitFor()
  const deleted = () => page.requests.filter((each) => each.startsWith('DELETE'))
  await expect.poll(deleted).toEqual(['DELETE /chats/chat-1'])
  await page.getByLabel('Page').selectOption('problem')
  await expect.poll(deleted).toEqual(['DELETE /chats/chat-1', 'DELETE /chats/chat-2'])
  expect(page.faults).toEqual([])
})

it('kept chats: a page that is closed deletes nothing', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.list.getByRole('button', { name: 'Delete: First' }).click()
  await page.list.getByText('Deleted: First').waitFor()
  await page.reload()
  await page.list.getByText('First').waitFor()
  expect(page.requests.filter((each) => each.startsWith('DELETE'))).toEqual([])
})

it('kept chats: one that cannot be deleted comes back, and the failure is told', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.clock.install()
  await page.route('**/chats/chat-1', (route) =>
    route.fulfill({ status: 503, json: { error: 'Try again.', code: 'history_unavailable' } }),
  )
  await page.list.getByRole('button', { name: 'Delete: First' }).click()
  await outlastUndo(page)
  await page.list.getByRole('alert').waitFor()
  expect(await titlesOf(page.list)).toEqual(['First', 'Second'])
})

it('kept chats: a chat is renamed, by keyboard', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.list.getByRole('button', { name: 'Rename: Second' }).press('Enter')
  const title = page.list.getByRole('textbox', { name: 'Title' })
  expect(await title.evaluate((each) => each === document.activeElement)).toBe(true)
  await page.keyboard.type('  그래프  ')
  await page.keyboard.press('Enter')
  await page.list.getByRole('button', { name: '그래프', exact: true }).waitFor()
  expect(await titlesOf(page.list)).toEqual(['First', '그래프'])
  expect(await focusedText(page)).toBe('그래프')
  expect(page.requests.at(-1)).toBe('PATCH /chats/chat-2')
  expect(page.faults).toEqual([])
})

it('kept chats: Escape leaves the old title, and a failure the field open', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.list.getByRole('button', { name: 'Rename: First' }).click()
  await page.keyboard.type('Another')
  await page.keyboard.press('Escape')
  expect(await titlesOf(page.list)).toEqual(['First', 'Second'])
  expect(await focusedText(page)).toBe('First')
  await page.route('**/chats/chat-1', (route) =>
    route.fulfill({ status: 503, json: { error: 'Try again.', code: 'history_unavailable' } }),
  )
  await page.list.getByRole('button', { name: 'Rename: First' }).click()
  await page.keyboard.type('Another')
  await page.keyboard.press('Enter')
  await page.list.getByRole('alert').waitFor()
  expect(await page.list.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Another')
  expect(page.requests.some((each) => each.startsWith('PATCH'))).toBe(false)
})

it('kept chats: each has its date', async () => {
  await using page = await openChats(['First', 'Second'])
  const dates = page.list.locator('time')
  await expect.poll(() => dates.allInnerTexts()).toEqual(['Nov 20, 2025', 'Nov 19, 2025'])
  await ask(page, 'Hello')
  await ended(page)
  const [today = ''] = await dates.allInnerTexts()
  expect(today).toMatch(/^\d?\d:\d\d.[AP]M$/)
})

it('kept chats: titles are searched, on all pages of the list', async () => {
  await using page = await openChats(['A hash map'])
  const pages: Record<string, object> = {
    '': { chats: [{ id: 'a', title: 'A hash map', updated_at: '2026-01-01' }], cursor: '1' },
    '1': { chats: [{ id: 'b', title: 'A graph', updated_at: '2026-01-01' }], cursor: '2' },
    '2': { chats: [{ id: 'c', title: '해시 맵', updated_at: '2026-01-01' }] },
  }
  await page.route(/\/chats(\?.*)?$/, (route) => {
    const cursor = new URL(route.request().url()).searchParams.get('cursor') ?? ''
    return route.fulfill({ json: pages[cursor] ?? {} })
  })
  await page.reload()
  const search = page.list.getByRole('searchbox', { name: 'Search your chats' })
  await search.fill('해시')
  await expect.poll(() => titlesOf(page.list)).toEqual(['해시 맵'])
  await search.fill('a  H')
  await expect.poll(() => titlesOf(page.list)).toEqual(['A hash map'])
  await search.fill('heap')
  await page.list.getByText('No chat has this in its title.').waitFor()
  await search.fill('')
  await expect.poll(() => titlesOf(page.list)).toHaveLength(3)
  expect(page.faults).toEqual([])
})

it('kept chats: the open one stands in the URL, survives a reload, and a step back', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.list.getByRole('button', { name: 'Second', exact: true }).click()
  await ended(page)
  expect(new URL(page.url()).hash).toBe('#/chats/chat-2')
  await page.reload()
  expect(await ended(page)).toMatch(/An answer in chat-2/)
  expect(await page.list.locator('[aria-current=true]').innerText()).toBe('Second')
  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  await page.getByText('An answer in chat-1').waitFor()
  await page.goBack()
  await page.getByText('An answer in chat-2').waitFor()
  await page.list.getByRole('button', { name: 'New conversation' }).click()
  await page.getByText('What is on your mind?').waitFor()
  expect(new URL(page.url()).hash).toBe('#/chats')
  await ask(page, 'Hello')
  await ended(page)
  expect(new URL(page.url()).hash).toBe('#/chats/chat-new')
  expect(await messages(page).count(), 'the URL alone opens nothing anew').toBe(2)
  expect(page.faults).toEqual([])
})

it('kept chats: a URL of a chat that is gone opens a new one', async () => {
  await using page = await openChats(['First'])
  await page.route('**/chats/gone', (route) =>
    route.fulfill({ status: 404, json: { error: 'Chat not found' } }),
  )
  await page.evaluate(() => {
    location.hash = '#/chats/gone'
  })
  await page.list.getByText('This conversation no longer exists.').waitFor()
  expect(new URL(page.url()).hash).toBe('#/chats')
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
  await page.clock.install()
  await page.list.getByRole('button', { name: 'First', exact: true }).click()
  await ended(page)
  const release = await hold(page, 'DELETE', 'chat-1')
  await page.list.getByRole('button', { name: 'Delete: First' }).click()
  await page.list.getByRole('button', { name: 'Second', exact: true }).click()
  await ended(page)
  await field(page).fill('A draft')
  await outlastUndo(page)
  await release()
  expect(await titlesOf(page.list)).toEqual(['Second'])
  expect(await answer(page).innerText()).toMatch(/An answer in chat-2/)
  expect(await field(page).inputValue()).toBe('A draft')
  expect(await field(page).evaluate((each) => each === document.activeElement)).toBe(true)
  expect(page.faults).toEqual([])
})

it('kept chats: deleting a chat that no longer exists is no error', async () => {
  await using page = await openChats(['First', 'Second'])
  await page.clock.install()
  await page.route('**/chats/chat-1', (route) =>
    route.fulfill({ status: 404, json: { error: 'Chat not found' } }),
  )
  await page.list.getByRole('button', { name: 'Delete: First' }).click()
  await outlastUndo(page)
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

it.each([
  ['desktop', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
] as const)('kept chats: axe finds nothing: %s', async (_, options) => {
  await using page = await openChats(['First', 'Second', 'Third'], options)
  await page.list.getByRole('button', { name: 'Second', exact: true }).click()
  await ended(page)
  expect(await violations(page), 'an open chat').toEqual([])
  await showPane(page, 'first')
  await page.list.getByRole('button', { name: 'Delete: First' }).click()
  await page.list.getByRole('button', { name: 'Rename: Third' }).click()
  await showPane(page, 'second')
  await page.getByRole('button', { name: 'Edit question' }).click()
  await showPane(page, 'first')
  await page.list.getByRole('searchbox').fill('Third')
  expect(await violations(page), 'everything at once').toEqual([])
  await page.list.getByRole('searchbox').fill('Nothing')
  await page.list.getByText('No chat has this').waitFor()
  expect(await violations(page), 'nothing found').toEqual([])
})

it('kept chats: in Korean', async () => {
  await using page = await openChats(['첫 번째'])
  await page.getByLabel('Language').selectOption('ko')
  await page.getByRole('navigation', { name: '내 대화' }).waitFor()
  await page.getByRole('button', { name: '삭제: 첫 번째' }).waitFor()
  expect(page.faults).toEqual([])
})
