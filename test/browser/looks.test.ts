import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContextOptions, PageScreenshotOptions } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { violations } from './axe.ts'
import { answerWith } from './scripted.ts'
import { ask, ended, openPage } from './stage.ts'

const { SCREENSHOTS: folder } = process.env
if (folder) await mkdir(folder, { recursive: true })

const hint = `Let's look at your Python code for “Two Sum” together.

The inner loop starts over for **every single pass** of the outer one. What does it search for again and again?

\`\`\`python
for i in range(len(nums)):
    missing = target - nums[i]
    # Where could you look this up?
\`\`\`

- Which values have you seen already?
- What would you have to store to find one of them at once?

Try it on the first example (\`nums = [2, 7, 11, 15]\`) before you change anything.`

const looks: Record<string, BrowserContextOptions> = {
  desktop: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
  korean: { locale: 'ko-KR' },
}

/** Opens the page in one look; `shoot` takes a screenshot if a folder was given. */
const open = async (name: string) => {
  const page = await openPage(looks[name])
  const shoot = async (picture: string, options: PageScreenshotOptions = {}) => {
    if (folder) await page.screenshot({ path: join(folder, `${picture}.png`), ...options })
  }
  return Object.assign(page, { shoot })
}

it.for(Object.keys(looks))('axe finds nothing: %s', async (name) => {
  await using page = await open(name)
  expect(await violations(page), 'before a question').toEqual([])
  await page.shoot(`${name}-welcome`, { fullPage: name === 'phone' })

  if (name === 'korean') {
    await ask(page, '제 코드가 왜 느린가요?')
    await ended(page)
  } else {
    const pieces = hint.match(/[\s\S]{1,9}/g) ?? []
    await using _ = await answerWith(
      page,
      pieces.flatMap((piece) => [text(piece), 8]),
    )
    await ask(page, 'Why is my code too slow?')
    await page.locator('[data-state=streaming]').waitFor()
    await page.waitForTimeout(150)
    await page.shoot(`${name}-streaming`)
    expect(await violations(page), 'while an answer comes').toEqual([])
    await ended(page)
    await page.unroute('**/chatbot')
  }
  expect(await violations(page), 'after an answer').toEqual([])
  await page.shoot(name, { fullPage: name === 'phone' })

  await page.locator('.failures-button').click()
  await page.waitForTimeout(100)
  expect(await violations(page), 'with the menu open').toEqual([])
  await page.shoot(`${name}-menu`)
  await page.locator('.failures code', { hasText: 'error-mid-stream' }).click()
  await ended(page, 'failed')
  expect(await violations(page), 'after an error').toEqual([])
  await page.shoot(`${name}-error`)
  expect(page.faults).toEqual([])
})

it('nothing is wider than a small phone, even right to left', async () => {
  await using page = await openPage({ viewport: { width: 320, height: 640 } })
  for (const dir of ['ltr', 'rtl']) {
    await page.evaluate((dir) => {
      document.documentElement.dir = dir
    }, dir)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide, `${dir}: ${wide} px`).toBeLessThanOrEqual(320)
  }
})

it('the theme and the language follow the menus, and the host its own colours', async () => {
  await using page = await openPage()
  const background = () =>
    page.locator('.middy-chat').evaluate((chat) => getComputedStyle(chat).backgroundColor)
  expect(await background()).toBe('rgb(255, 255, 255)')
  await page.getByLabel('Theme').selectOption('dark')
  expect(await background()).toBe('rgb(23, 24, 31)')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByLabel('Theme').selectOption('light')
  expect(await background()).toBe('rgb(255, 255, 255)')
  await page.getByLabel('Language').selectOption('ko')
  expect(await page.locator('html').getAttribute('lang')).toBe('ko')
  await page.getByRole('button', { name: '보내기' }).waitFor()
  await page.locator('.middy-chat').evaluate((chat) => {
    chat.style.setProperty('--middy-chat-background', 'rgb(1, 2, 3)')
  })
  expect(await background()).toBe('rgb(1, 2, 3)')
})
