import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith, type Piece } from './scripted.ts'
import { answer, ask, ended, field, openPage } from './stage.ts'

it('bold beside Korean shows no asterisks, nor does its announcement', async () => {
  await using page = await openPage({ locale: 'ko-KR' })
  const korean = [
    '**해시 맵(hash map)**을 쓰면 **"한 번에"**는 찾을 수 있어요.',
    '**[문서](https://example.com/)**를 읽고, **`nums`**를 *(천천히)*에서 **O(n²)**으로 보세요.',
    '1. **첫째:**값을 적어요.\n2. 이것은**(중요)**해요.',
  ].join('\n\n')
  await using _ = await answerWith(page, Array.from(korean, (letter) => [text(letter), 2]).flat())
  await ask(page, '왜 느린가요?')
  expect(await ended(page)).not.toContain('*')
  expect(await answer(page).locator('strong').allInnerTexts()).toEqual([
    '해시 맵(hash map)',
    '"한 번에"',
    '문서',
    'nums',
    'O(n²)',
    '첫째:',
    '(중요)',
  ])
  expect(await answer(page).locator('em').allInnerTexts()).toEqual(['(천천히)'])
  expect(await page.locator('[data-middy-chat=live]').innerText()).not.toContain('*')
  expect(page.faults).toEqual([])
})

const latest = (page: Page) => page.getByRole('button', { name: 'Latest message' })

/** How far the log is scrolled, and from its end, in px. */
const placeOf = (log: Locator) =>
  log.evaluate(({ scrollHeight, scrollTop, clientHeight }) => ({
    top: Math.round(scrollTop),
    toEnd: Math.round(scrollHeight - scrollTop - clientHeight),
  }))

/** Words, with a new paragraph about eight times a second. */
const slowly = (words: number): Piece[] =>
  Array.from({ length: words }, (_, index) => [
    text(index % 8 === 7 ? 'word.\n\n' : 'another '),
    15,
  ]).flat()

const atItsEnd = (log: Locator, message = 'at its end') =>
  expect.poll(async () => (await placeOf(log)).toEnd, { message }).toBeLessThan(2)

it('the log follows the answer, but not away from a reader who scrolled back', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, slowly(400))
  const log = page.getByRole('log')
  await ask(page, 'Tell me.')
  await page.waitForTimeout(2_500)
  await atItsEnd(log)
  await log.hover()
  await page.mouse.wheel(0, -400)
  await latest(page).waitFor()
  await page.waitForTimeout(200)
  const { top } = await placeOf(log)
  await ended(page)
  expect((await placeOf(log)).top).toBe(top)
  await latest(page).click()
  await latest(page).waitFor({ state: 'detached' })
  await atItsEnd(log)
})

type Step = (page: Page, log: Locator) => Promise<void>

/** Small movements up, of 40 px or less. */
const steps: [name: string, step: Step, options?: BrowserContextOptions][] = [
  [
    'an arrow key',
    async (page, log) => {
      await log.focus()
      await page.keyboard.press('ArrowUp')
    },
  ],
  [
    'a notch of the wheel',
    async (page, log) => {
      await log.hover()
      await page.mouse.wheel(0, -40)
    },
  ],
  [
    'a nudge of a touchpad',
    async (page, log) => {
      await log.hover()
      await page.mouse.wheel(0, -3)
    },
  ],
  ['a slow drag', drag, { hasTouch: true }],
]

/** Drags the log down by a finger, some px at a time. */
async function drag(page: Page, log: Locator): Promise<void> {
  const box = await log.boundingBox()
  if (!box) throw new Error('The log is not in view.')
  const session = await page.context().newCDPSession(page)
  const x = box.x + box.width / 2
  let y = box.y + box.height / 2
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
  for (let step = 0; step < 20; step += 1) {
    y += 2
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y }] })
    await page.waitForTimeout(30)
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

it.for(steps)('%s up lets go of the answer while it streams', async ([, step, options]) => {
  await using page = await openPage(options)
  await using _ = await answerWith(page, slowly(1_200))
  const log = page.getByRole('log')
  await ask(page, 'Tell me.')
  await page.waitForFunction(() => (document.querySelector('[role=log]')?.scrollTop ?? 0) > 200)
  for (const time of ['first', 'second', 'third']) {
    await step(page, log)
    await latest(page).waitFor()
    await page.waitForTimeout(250)
    const { top, toEnd } = await placeOf(log)
    await page.waitForTimeout(500)
    const later = await placeOf(log)
    expect(later.top, `the ${time} time, the reader stays`).toBe(top)
    expect(later.toEnd, `the ${time} time, the answer grows`).toBeGreaterThan(toEnd)
    await latest(page).click()
    await latest(page).waitFor({ state: 'detached' })
    await atItsEnd(log, `the ${time} time, it follows again`)
  }
  expect(await page.locator('[data-state=streaming]').count(), 'it still streams').toBe(1)
  expect(page.faults).toEqual([])
})

it('scrolling down to the end follows the answer again', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, slowly(800))
  const log = page.getByRole('log')
  await ask(page, 'Tell me.')
  await page.waitForFunction(() => (document.querySelector('[role=log]')?.scrollTop ?? 0) > 300)
  await log.focus()
  await page.keyboard.press('PageUp')
  await latest(page).waitFor()
  await page.waitForTimeout(300)
  await page.keyboard.press('End')
  await latest(page).waitFor({ state: 'detached' })
  await page.waitForTimeout(300)
  await atItsEnd(log)
  expect(page.faults).toEqual([])
})

it('the end stays in view when the log changes its size, and so does the place of a reader', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, [text('A long paragraph of an answer.\n\n'.repeat(40))])
  const log = page.getByRole('log')
  const resize = async () => {
    const places: { top: number; toEnd: number }[] = []
    const note = async () => {
      await page.waitForTimeout(150)
      places.push(await placeOf(log))
    }
    await field(page).fill('one\ntwo\nthree\nfour\nfive')
    await note()
    await page.setViewportSize({ width: 1360, height: 620 })
    await note()
    await page.setViewportSize({ width: 900, height: 620 })
    await note()
    await field(page).fill('')
    await note()
    await page.setViewportSize({ width: 1360, height: 860 })
    await note()
    return places
  }
  await ask(page, 'Tell me.')
  await ended(page)
  expect((await resize()).filter(({ toEnd }) => toEnd > 1)).toEqual([])
  await log.hover()
  await page.mouse.wheel(0, -300)
  await latest(page).waitFor()
  expect((await resize()).filter(({ toEnd }) => toEnd < 100)).toEqual([])
  expect(await latest(page).count()).toBe(1)
  expect(page.faults).toEqual([])
})
