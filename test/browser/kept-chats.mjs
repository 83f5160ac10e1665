// The chats that are kept: a list of them, one after the other, a new one, and none; by keyboard, in Korean.
import assert from 'node:assert/strict'
import { ask, ended, openPage } from './stage.mjs'

const frames = (...lines) => lines.map((line) => `${line}\n\n`).join('')

/** A server of one page's chats, in place of the twin's. `requests` are what it was asked. */
const serveChats = async (page, titles) => {
  const chats = titles.map((title, index) => ({ id: `chat-${index + 1}`, title }))
  const requests = []
  const json = (route, body) => route.fulfill({ json: body })

  await page.route('**/chats', (route) => {
    requests.push('GET /chats')
    return json(route, { chats })
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
    return json(route, { chat: { ...chats.find((chat) => chat.id === id), messages } })
  })
  await page.route('**/chat', (route) => {
    const { prompt, chat_id = 'chat-new' } = route.request().postDataJSON()
    requests.push(`POST /chat ${chat_id}`)
    return route.fulfill({
      contentType: 'text/event-stream',
      body: frames(
        `event: chat\ndata: ${JSON.stringify({ id: chat_id, title: prompt })}`,
        `data: ${JSON.stringify({ chunk: `You said: ${prompt}` })}`,
        'event: finish\ndata: {"reason":"stop"}',
        'data: [DONE]',
      ),
    })
  })
  return requests
}

const openChats = async (stage, titles, options) => {
  const page = await openPage(stage, options)
  const requests = await serveChats(page, titles)
  await page.getByLabel('Page').selectOption('chats')
  const list = page.getByRole('navigation', { name: 'Your chats' })
  await list.waitFor()
  return Object.assign(page, { requests, list })
}

const titlesOf = (list) => list.locator('.chat-title').allInnerTexts()

export const checks = {
  async 'kept chats: a new one stands in the list, newest first, and goes on'(stage) {
    await using page = await openChats(stage, ['First', 'Second'])
    await page.list.getByText('Second').waitFor()
    await ask(page, 'Hello')
    assert.match(await ended(page), /You said: Hello/)
    assert.deepEqual(await titlesOf(page.list), ['Hello', 'First', 'Second'])
    assert.equal(await page.list.locator('[aria-current=true]').innerText(), 'Hello')
    await ask(page, 'Again')
    await page.getByText('You said: Again').first().waitFor()
    assert.deepEqual(page.requests, ['GET /chats', 'POST /chat chat-new', 'POST /chat chat-new'])
    assert.equal(await page.locator('.middy-chat-message').count(), 4)
    assert.deepEqual(page.faults, [])
  },

  async 'kept chats: switching, going on, beginning anew, by keyboard'(stage) {
    await using page = await openChats(stage, ['First', 'Second'])
    await page.list.getByRole('button', { name: 'Second', exact: true }).focus()
    await page.keyboard.press('Enter')
    assert.match(await ended(page), /An answer in chat-2/)
    await ask(page, 'And?')
    await page.getByText('You said: And?').first().waitFor()
    assert.equal(page.requests.at(-1), 'POST /chat chat-2')
    await page.list.getByRole('button', { name: 'New conversation' }).press('Enter')
    await page.getByText('What is on your mind?').waitFor()
    assert.equal(await page.list.locator('[aria-current=true]').count(), 0)
    assert.deepEqual(page.faults, [])
  },

  async 'kept chats: deleting the open one leaves none open, and the focus in the list'(stage) {
    await using page = await openChats(stage, ['First', 'Second'])
    await page.list.getByRole('button', { name: 'First', exact: true }).click()
    await ended(page)
    await page.list.getByRole('button', { name: 'Delete: First' }).press('Enter')
    await page.getByText('What is on your mind?').waitFor()
    assert.deepEqual(await titlesOf(page.list), ['Second'])
    assert.equal(page.requests.at(-1), 'DELETE /chats/chat-1')
    const focused = await page.evaluate(() => document.activeElement?.textContent)
    assert.equal(focused, 'New conversation')
    assert.deepEqual(page.faults, [])
  },

  async 'kept chats: a list that fails is told'(stage) {
    await using page = await openPage(stage)
    await page.route('**/chats', (route) =>
      route.fulfill({ status: 503, json: { error: 'Try again.', code: 'history_unavailable' } }),
    )
    await page.getByLabel('Page').selectOption('chats')
    await page.getByRole('navigation').getByRole('alert').waitFor()
    assert.deepEqual(page.faults, [])
  },

  async 'kept chats: in Korean'(stage) {
    await using page = await openChats(stage, ['첫 번째'])
    await page.getByLabel('Language').selectOption('ko')
    await page.getByRole('navigation', { name: '내 대화' }).waitFor()
    await page.getByRole('button', { name: '삭제: 첫 번째' }).waitFor()
    assert.deepEqual(page.faults, [])
  },
}
