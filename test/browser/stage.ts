import { type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, inject } from 'vitest'

/** Where the page is served, without a trailing slash. */
export const url = inject('twinUrl')

export const browser = await chromium.connect(inject('chromiumEndpoint'))
afterAll(() => browser.close())

export type ObservedPage = Page & {
  /** Exceptions, dialogs, violations of the content security policy, requests to other hosts. */
  readonly faults: readonly string[]
}

/**
 * Opens the page in its own context, which is closed with it.
 *
 * @param address where it is served @defaultValue by the twin that all files share
 */
export const openPage = async (
  options: BrowserContextOptions = {},
  address = url,
): Promise<ObservedPage> => {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    colorScheme: 'light',
    ...options,
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    dialog.dismiss()
  })
  page.on('console', (message) => {
    // Chromium reports each refused request; the tests are about how the page handles it.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`console: ${message.text()}`)
    }
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(`${address}/`)) faults.push(`request: ${request.url()}`)
  })
  await page.goto(`${address}/`)
  await page.locator('.page-header').waitFor()
  await showPane(page, 'second')
  await page.locator('.middy-chat').waitFor()
  return Object.assign(page, { faults, [Symbol.asyncDispose]: () => context.close() })
}

/** In a narrow window, shows the problem or the list of chats (`first`), or the chat. */
export const showPane = async (page: Page, pane: 'first' | 'second'): Promise<void> => {
  const button = page.locator('.panes button').nth(pane === 'first' ? 0 : 1)
  if (await button.isVisible()) await button.click()
}

export const field = (page: Page): Locator => page.locator('.middy-chat-field textarea')

export const ask = async (page: Page, question: string): Promise<void> => {
  await field(page).fill(question)
  const touch = await page.evaluate(() => matchMedia('(pointer: coarse)').matches)
  if (touch) await page.locator('[data-kind=send]').tap()
  else await field(page).press('Enter')
}

export const messages = (page: Page): Locator => page.locator('.middy-chat-message')

/** The last answer. */
export const answer = (page: Page): Locator =>
  page.locator('.middy-chat-message[data-role=model]').last()

/** Waits until the last answer is in the state, and returns its text, without its tools. */
export const ended = async (
  page: Page,
  state: 'complete' | 'stopped' | 'failed' = 'complete',
  timeout = 30_000,
): Promise<string> => {
  const selector = '.middy-chat-message[data-role=model]'
  await page.waitForFunction(
    ([selector, state]) =>
      [...document.querySelectorAll<HTMLElement>(selector)].at(-1)?.dataset.state === state,
    [selector, state] as const,
    { timeout, polling: 50 },
  )
  const last = page.locator(`${selector}[data-state=${state}]`).last()
  const [tools = ''] = await last.locator('.middy-chat-tools').allInnerTexts()
  return (await last.innerText()).replace(tools, '').trimEnd()
}
