import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { ask, ended, openPage } from './stage.ts'

const paragraphs = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} of the answer.`)
const longLine = `line = "${'x'.repeat(400)}"`
const markdown = `${paragraphs.join('\n\n')}\n\n\`\`\`python\n${longLine}\n\`\`\`\n\nThe end.`

/** What is in the page, but would not be on paper: clipped by a box around it, or skipped. */
const missing = (page: Page) =>
  page.locator('.middy-chat-log').evaluate((log) => {
    const clips = (box: Element) => /hidden|auto|scroll|clip/.test(getComputedStyle(box).overflow)
    const isWhole = (element: Element) => {
      if (!element.checkVisibility({ contentVisibilityAuto: true })) return false
      const range = document.createRange()
      range.selectNodeContents(element)
      const { top, bottom, right } = range.getBoundingClientRect()
      for (let box = element.parentElement; box; box = box.parentElement) {
        const around = box.getBoundingClientRect()
        const out = top < around.top - 1 || bottom > around.bottom + 1 || right > around.right + 1
        if (clips(box) && out) return false
      }
      return right <= document.documentElement.clientWidth
    }
    return [...log.querySelectorAll('p, pre, code')]
      .filter((element) => !isWhole(element))
      .map(({ textContent }) => textContent)
  })

/** A host that gives the chat a height, as most do. */
const heights = [
  'main { height: auto }',
  '.middy-chat { block-size: 30rem; max-block-size: 30rem }',
  'main { height: 400px }',
]

it.for(heights)('the whole conversation is printed: %s', async (host) => {
  await using page = await openPage({ bypassCSP: true })
  await page.addStyleTag({ content: host })
  await using _ = await answerWith(page, [text(markdown)])
  await ask(page, 'Tell me.')
  await ended(page)
  await page.getByLabel('Your code').focus()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await page.setViewportSize({ width: 700, height: 900 })
  expect(await missing(page)).toEqual([])
  expect(page.faults).toEqual([])
})

it('paper has no buttons, no field and no dark background', async () => {
  await using page = await openPage({ colorScheme: 'dark' })
  await using _ = await answerWith(page, [text(markdown)])
  await ask(page, 'Tell me.')
  await ended(page)
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.middy-chat :is(button, textarea):visible').count()).toBe(0)
  const background = await page
    .locator('.middy-chat')
    .evaluate((chat) => getComputedStyle(chat).backgroundColor)
  expect(background).toBe('rgba(0, 0, 0, 0)')
  const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)
  expect(pages?.length).toBeGreaterThan(2)
})
