import type { Page, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import { ask, ended, messages, openPage } from './stage.ts'

const expired = (route: Route) => route.continue({ url: `${route.request().url()}&expiresIn=-600` })

/** From now on, counts the token requests and the statuses of the answers. */
const count = (page: Page) => {
  const seen = { tokens: 0, answers: [] as number[] }
  page.on('request', (request) => {
    if (request.url().includes('/local/token')) seen.tokens += 1
  })
  page.on('response', (response) => {
    if (response.url().endsWith('/chatbot')) seen.answers.push(response.status())
  })
  return seen
}

it('an expired token is refreshed once, and the answer comes', async () => {
  await using page = await openPage()
  await page.route('**/local/token*', expired, { times: 1 })
  const seen = count(page)
  await ask(page, 'Why is my code too slow?')
  expect(await ended(page)).toMatch(/inner loop/)
  expect(seen).toEqual({ tokens: 2, answers: [401, 200] })
  await ask(page, 'And now?')
  await ended(page)
  expect(seen).toEqual({ tokens: 2, answers: [401, 200, 200] })
  expect(page.faults).toEqual([])
})

it('a second 401 asks to sign in, and after that the answer comes', async () => {
  await using page = await openPage()
  await page.route('**/local/token*', expired)
  const seen = count(page)
  await ask(page, 'Why is my code too slow?')
  expect(await ended(page, 'failed')).toMatch(/Your session has ended\. Sign in again\./)
  expect(seen).toEqual({ tokens: 2, answers: [401, 401] })
  await page.unroute('**/local/token*')
  await page.getByRole('button', { name: 'Sign in again' }).click()
  expect(await ended(page)).toMatch(/inner loop/)
  expect(page.faults).toEqual([])
})

it('a sign-in that ends late asks nothing once its conversation was left', async () => {
  await using page = await openPage()
  await page.route('**/local/token*', expired)
  await ask(page, 'Why is my code too slow?')
  await ended(page, 'failed')
  await page.unroute('**/local/token*')
  const late = Promise.withResolvers<void>()
  const hold = async (route: Route) => {
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
  expect(seen.answers).toEqual([200])
  expect(await messages(page).count()).toBe(2)
  expect(page.faults).toEqual([])
})

it('the other learner begins a conversation of their own', async () => {
  await using page = await openPage()
  const tokens: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/local/token')) tokens.push(new URL(request.url()).search)
  })
  await ask(page, 'Where should I start?')
  await ended(page)
  await page.getByLabel('Signed in as').selectOption('learner2')
  expect(await messages(page).count()).toBe(0)
  await ask(page, 'Where should I start?')
  await ended(page)
  expect(tokens).toEqual(['?user=learner', '?user=learner2'])
})
