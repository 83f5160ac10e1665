// What the browser checks stand on: the twin, Chromium, and pages that notice what must not happen.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

/** Starts the twin as `npm start` does. */
export const startTwin = async () => {
  const twin = spawn(process.execPath, ['scripts/start.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env.PATH, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let printed = ''
  for await (const chunk of twin.stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk
    if (printed.includes('\ncurl ')) break
  }
  const url = /answers on (\S+)/.exec(printed)?.[1]
  assert.ok(url, `npm start printed no address: ${printed}`)
  twin.stdout.resume()
  return { url, stop: () => twin.kill() }
}

export const launch = (executablePath) =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/**
 * Opens the page in a context of its own. `faults` are what no check may leave behind: exceptions,
 * dialogs, violations of the content security policy, requests to anywhere else.
 */
export const openPage = async ({ browser, url }, options = {}, prepare = async () => {}) => {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    colorScheme: 'light',
    ...options,
  })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    dialog.dismiss()
  })
  page.on('console', (message) => {
    // Chromium reports each refused request; the checks are about what the page makes of it.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`console: ${message.text()}`)
    }
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) faults.push(`request: ${request.url()}`)
  })
  await prepare(page)
  await page.goto(`${url}/`)
  await page.locator('.middy-chat').waitFor()
  return Object.assign(page, {
    faults,
    async [Symbol.asyncDispose]() {
      await context.close()
    },
  })
}

export const field = (page) => page.locator('.middy-chat-field textarea')

export const ask = async (page, question) => {
  await field(page).fill(question)
  await field(page).press('Enter')
}

/** The last answer. */
export const answer = (page) => page.locator('.middy-chat-message[data-role=model]').last()

/** Waits until the last answer is in the state, and gives its text. */
export const ended = async (page, state = 'complete', timeout = 30_000) => {
  const found = page.locator(`.middy-chat-message[data-role=model][data-state=${state}]`).last()
  await page.waitForFunction(
    (state) =>
      [...document.querySelectorAll('.middy-chat-message[data-role=model]')].at(-1)?.dataset
        .state === state,
    state,
    { timeout, polling: 50 },
  )
  return found.innerText()
}
