import type { BrowserContextOptions } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { violations } from './axe.ts'
import { answerWith } from './scripted.ts'
import { answer, ask, ended, field, messages, openPage } from './stage.ts'

const rich = `| Structure | Lookup |
| :-- | --: |
| dict | $O(1)$ |

- [x] read it
- [ ] ~~try~~ see https://docs.python.org/3/

\`\`\`python
# twice
def f(n):
    return "a" * 2
\`\`\``

const looks: Record<string, BrowserContextOptions> = {
  desktop: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  'at 400 % zoom': { viewport: { width: 320, height: 256 } },
  'in forced colours': { forcedColors: 'active' },
  korean: { locale: 'ko-KR' },
}

it.for(Object.entries(looks))('axe finds nothing in any state: %s', async ([, look]) => {
  await using page = await openPage(look)
  await page.evaluate(() => {
    const refused = () => Promise.reject(new DOMException('Refused.', 'NotAllowedError'))
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: refused } })
  })
  await using server = await answerWith(page, [text(rich)])
  await ask(page, 'Why?')
  await ended(page)
  await answer(page).locator('pre span').first().waitFor()
  expect(await violations(page), 'a table, tasks and code').toEqual([])

  await answer(page).locator('pre').locator('xpath=..').getByRole('button').click()
  await answer(page).locator('.middy-chat-code [role=status]').filter({ hasText: /\S/ }).waitFor()
  expect(await violations(page), 'a refused clipboard').toEqual([])

  await messages(page).first().getByRole('button').click()
  await page.locator('.middy-chat-editor textarea').fill('x'.repeat(16_001))
  expect(await violations(page), 'an edited question that is too long').toEqual([])
  await page.keyboard.press('Escape')

  await field(page).fill('x'.repeat(16_001))
  expect(await violations(page), 'a question that is too long').toEqual([])
  await field(page).fill('')

  await server[Symbol.asyncDispose]()
  await page.unroute('**/chatbot')
  await page.route('**/chatbot', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'retry-after': '37' },
      json: { error: 'model_busy', message: 'Wait.' },
    }),
  )
  await ask(page, 'And then?')
  await page.locator('.middy-chat-error').waitFor()
  expect(await violations(page), 'a wait').toEqual([])

  await page.unroute('**/chatbot')
  await using _ = await answerWith(page, [text('One word'), 60_000])
  await ask(page, 'And now?')
  await page.locator('[data-state=streaming]').waitFor()
  await page.locator('[data-kind=stop]').click()
  await ended(page, 'stopped')
  expect(await violations(page), 'a stopped answer').toEqual([])
  expect(page.faults).toEqual([])
})
