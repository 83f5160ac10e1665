// What becomes of a token that has expired.
import assert from 'node:assert/strict'
import { ask, ended, openPage } from './stage.mjs'

const expired = async (route) => route.continue({ url: `${route.request().url()}&expiresIn=-600` })

const count = (page) => {
  const seen = { tokens: 0, answers: [] }
  page.on('request', (request) => {
    if (request.url().includes('/local/token')) seen.tokens += 1
  })
  page.on('response', (response) => {
    if (response.url().endsWith('/chatbot')) seen.answers.push(response.status())
  })
  return seen
}

export const checks = {
  async 'an expired token is refreshed once, and the answer comes'(stage) {
    await using page = await openPage(stage)
    await page.route('**/local/token*', expired, { times: 1 })
    const seen = count(page)
    await ask(page, 'Why is my code too slow?')
    assert.match(await ended(page), /inner loop/)
    assert.deepEqual(seen, { tokens: 2, answers: [401, 200] })
    await ask(page, 'And now?')
    await ended(page)
    assert.deepEqual(seen, { tokens: 2, answers: [401, 200, 200] })
    assert.deepEqual(page.faults, [])
  },

  async 'a second 401 asks to sign in, and after that the answer comes'(stage) {
    await using page = await openPage(stage)
    await page.route('**/local/token*', expired)
    const seen = count(page)
    await ask(page, 'Why is my code too slow?')
    assert.match(await ended(page, 'failed'), /Your session has ended\. Sign in again\./)
    assert.deepEqual(seen, { tokens: 2, answers: [401, 401] })
    await page.unroute('**/local/token*')
    await page.getByRole('button', { name: 'Sign in again' }).click()
    assert.match(await ended(page), /inner loop/)
    assert.deepEqual(page.faults, [])
  },

  async 'a sign-in that ends late asks nothing once its conversation was left'(stage) {
    await using page = await openPage(stage)
    await page.route('**/local/token*', expired)
    await ask(page, 'Why is my code too slow?')
    await ended(page, 'failed')
    await page.unroute('**/local/token*')
    const late = Promise.withResolvers()
    const hold = async (route) => {
      await late.promise
      await route.continue()
    }
    await page.route('**/local/token*', hold, { times: 1 })
    const signedIn = page.waitForResponse('**/local/token*')
    await page.getByRole('button', { name: 'Sign in again' }).click()
    await page.getByRole('button', { name: 'New conversation' }).click()
    const seen = count(page)
    late.resolve()
    await (await signedIn).finished()
    await ask(page, 'Where should I start?')
    await ended(page)
    assert.deepEqual(seen.answers, [200])
    assert.equal(await page.locator('.middy-chat-message').count(), 2)
    assert.deepEqual(page.faults, [])
  },

  async 'the other learner begins a conversation of their own'(stage) {
    await using page = await openPage(stage)
    const tokens = []
    page.on('request', (request) => {
      if (request.url().includes('/local/token')) tokens.push(new URL(request.url()).search)
    })
    await ask(page, 'Where should I start?')
    await ended(page)
    await page.getByLabel('Signed in as').selectOption('learner2')
    assert.equal(await page.locator('.middy-chat-message').count(), 0)
    await ask(page, 'Where should I start?')
    await ended(page)
    assert.deepEqual(tokens, ['?user=learner', '?user=learner2'])
  },
}
