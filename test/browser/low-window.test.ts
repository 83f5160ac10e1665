import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { ask, ended, field, openPage } from './stage.ts'

/** How much of an element can be seen once it was scrolled to, in px from each of its edges. */
const hidden = (element: Locator) =>
  element.evaluate((element) => {
    element.scrollIntoView({ block: 'nearest' })
    const { top, bottom, left, right } = element.getBoundingClientRect()
    const seen = { top: 0, left: 0, bottom: innerHeight, right: innerWidth }
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflow === 'visible') continue
      const around = box.getBoundingClientRect()
      seen.top = Math.max(seen.top, around.top)
      seen.bottom = Math.min(seen.bottom, around.bottom)
      seen.left = Math.max(seen.left, around.left)
      seen.right = Math.min(seen.right, around.right)
    }
    const out = [seen.top - top, bottom - seen.bottom, seen.left - left, right - seen.right]
    return Math.max(0, ...out.map(Math.floor))
  })

/** The parts of the chat of which something stays hidden. */
const clipped = async (page: Page) => {
  const parts = page.locator('.middy-chat :is(h2, button, textarea):visible')
  const found: string[] = []
  for (const part of await parts.all()) {
    const px = await hidden(part)
    if (px > 0) found.push(`${await part.innerText()}: ${px} px`)
  }
  return found
}

type Low = [name: string, width: number, height: number, style: string]

const lows: Low[] = [
  ['400 % zoom', 320, 256, 'body { margin: 0 }'],
  ['a phone on its side', 740, 280, 'body { margin: 0 }'],
  ['a low panel', 1360, 860, 'main { block-size: 180px }'],
  ['a low panel, narrow', 600, 860, '.middy-chat { block-size: 160px !important }'],
]

it.for(lows)(
  'header, messages and field can all be reached: %s',
  async ([, width, height, style]) => {
    await using page = await openPage({ viewport: { width, height }, bypassCSP: true })
    await page.addStyleTag({ content: style })
    await using _ = await answerWith(page, [text('Look at the loop. '.repeat(40))])
    expect(await clipped(page), 'before a question').toEqual([])
    await ask(page, 'Tell me.')
    await ended(page)
    await field(page).fill('one\ntwo\nthree')
    expect(await clipped(page), 'with three lines').toEqual([])
    const log = await page.getByRole('log').boundingBox()
    expect(log?.height, 'the height of the messages').toBeGreaterThanOrEqual(80)
    expect(page.faults).toEqual([])
  },
)
