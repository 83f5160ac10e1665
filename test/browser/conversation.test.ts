import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith, type Piece } from './scripted.ts'
import { answer, ask, ended, field, messages, openPage } from './stage.ts'

declare global {
  interface Window {
    spoken: string[]
  }
}

const focusIsInField = (page: Page) =>
  page.evaluate(() => document.activeElement?.matches('.middy-chat-field textarea'))

/** From now on, records what is added to the live region and to the alert. */
const listen = (page: Page) =>
  page.evaluate(() => {
    window.spoken = []
    const record = (kind: string) => (mutations: MutationRecord[]) => {
      for (const { addedNodes } of mutations) {
        for (const node of addedNodes) window.spoken.push(kind + node.textContent)
      }
    }
    for (const [selector, kind] of [
      ['.middy-chat [aria-live=polite]', ''],
      ['.middy-chat [role=alert]', 'alert: '],
    ] as const) {
      const region = document.querySelector(selector)
      if (!region) throw new Error(`There is no ${selector}.`)
      const options = { childList: true, subtree: true, characterData: true }
      new MutationObserver(record(kind)).observe(region, options)
    }
  })

const spoken = (page: Page) => page.evaluate(() => window.spoken)

/** Word by word, with a pause after each. */
const slowly = (words: string): Piece[] => words.split(/(?<= )/).flatMap((word) => [text(word), 30])

it('the answer grows, and is formatted', async ({ annotate }) => {
  await using page = await openPage()
  await ask(page, 'Why is my code too slow?')
  const lengths = new Set<number>()
  while (await page.locator('[data-kind=stop]').count()) {
    if (await answer(page).count()) lengths.add((await answer(page).innerText()).length)
    await page.waitForTimeout(50)
  }
  await annotate(`The answer grew ${lengths.size} times.`)
  expect(lengths.size).toBeGreaterThan(5)
  expect(await ended(page)).toMatch(/inner loop/)
  expect(await answer(page).locator('code').count()).toBeGreaterThan(0)
  expect(page.faults).toEqual([])
})

it('stop keeps what was said, try again asks anew', async () => {
  await using page = await openPage()
  await ask(page, 'Why is my code too slow?')
  await answer(page).locator('.middy-chat-answer').waitFor()
  await page.click('[data-kind=stop]')
  const stopped = await ended(page, 'stopped', 1_000)
  expect(stopped).toMatch(/Stopped\./)
  expect(await focusIsInField(page)).toBe(true)
  await page.waitForTimeout(400)
  expect(await ended(page, 'stopped'), 'nothing comes after a stop').toBe(stopped)
  await page.getByRole('button', { name: 'Try again' }).click()
  expect(await ended(page)).toMatch(/before you change anything\.$/)
  expect(await messages(page).count(), 'in place of the first').toBe(2)
  expect(page.faults).toEqual([])
})

it('the conversation so far is sent along, without what failed', async () => {
  await using page = await openPage()
  await using server = await answerWith(page, [text('First.')])
  await ask(page, 'One?')
  await ended(page)
  await page.unroute('**/chatbot')
  await ask(page, 'Two? /rehearse 503')
  await ended(page, 'failed')
  await using second = await answerWith(page, [text('Third.')])
  await ask(page, 'Three?')
  await ended(page)
  expect(server.requests[0]?.history).toEqual([])
  expect(second.requests[0]?.history).toStrictEqual([
    { role: 'user', content: 'One?' },
    { role: 'model', content: 'First.' },
  ])
  expect(second.requests[0]?.query).toBe('Three?')
})

it('two tabs at once do not disturb each other', async () => {
  await using one = await openPage()
  await using two = await openPage()
  await Promise.all([ask(one, 'Why is my code too slow?'), ask(two, '제 코드가 왜 느린가요?')])
  const [english, korean] = await Promise.all([ended(one), ended(two)])
  expect(english).toMatch(/inner loop/)
  expect(korean).toMatch(/\p{Script=Hangul}/u)
  expect(english).not.toMatch(/\p{Script=Hangul}/u)
  expect([...one.faults, ...two.faults]).toEqual([])
})

it('all of it works by keyboard', async () => {
  await using page = await openPage()
  const { keyboard } = page
  const editor = page.getByLabel('Your code')
  const tabTo = async (locator: Locator, key = 'Tab') => {
    for (let presses = 0; presses < 20; presses += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return
      await keyboard.press(key)
    }
    expect.fail(`${key} does not reach ${locator}`)
  }
  await tabTo(editor)
  const before = await editor.inputValue()
  await keyboard.press('Tab')
  expect((await editor.inputValue()).length, 'Tab indents').toBe(before.length + 4)
  await keyboard.press('Escape')
  await keyboard.press('Tab')
  await tabTo(field(page))
  await keyboard.type('Why is my')
  await keyboard.press('Shift+Enter')
  await keyboard.type('code too slow?')
  expect(await field(page).inputValue()).toBe('Why is my\ncode too slow?')
  await keyboard.press('Enter')
  expect(await focusIsInField(page)).toBe(true)
  await answer(page).locator('.middy-chat-answer').waitFor()
  await keyboard.press('Escape')
  await ended(page, 'stopped', 1_000)
  expect(await focusIsInField(page)).toBe(true)
  await tabTo(page.getByRole('button', { name: 'Try again' }), 'Shift+Tab')
  await keyboard.press('Enter')
  expect(await focusIsInField(page)).toBe(true)
  await ended(page)
  await tabTo(page.getByRole('button', { name: 'Try a failure' }), 'Shift+Tab')
  await keyboard.press('Enter')
  await tabTo(page.getByRole('button', { name: 'Too many questions' }))
  await keyboard.press('Enter')
  await ended(page, 'failed')
  expect(await focusIsInField(page)).toBe(true)
  expect(page.faults).toEqual([])
})

it('Enter that accepts a composed syllable sends nothing', async () => {
  await using page = await openPage()
  await field(page).fill('왜 느린가요')
  await field(page).evaluate((input) => {
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      const options = { key: 'Enter', bubbles: true, cancelable: true, ...composing }
      input.dispatchEvent(new KeyboardEvent('keydown', options))
    }
  })
  expect(await messages(page).count()).toBe(0)
  await field(page).press('Enter')
  await ended(page)
})

it('Escape that discards a composed syllable does not stop the answer', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, slowly(`${'word '.repeat(60)}end`))
  await ask(page, 'Why?')
  await answer(page).locator('.middy-chat-answer').waitFor()
  await field(page).evaluate((input) => {
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      const options = { key: 'Escape', bubbles: true, cancelable: true, ...composing }
      input.dispatchEvent(new KeyboardEvent('keydown', options))
    }
  })
  expect(await answer(page).getAttribute('data-state')).toBe('streaming')
  expect(await ended(page)).toMatch(/end$/)
})

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

it('on a phone Enter adds a line, and the button sends', async () => {
  await using page = await openPage(phone)
  await using server = await answerWith(page, [text('Yes.')])
  await field(page).tap()
  await page.keyboard.type('One')
  await page.keyboard.press('Enter')
  await page.keyboard.type('two?')
  expect(await field(page).inputValue()).toBe('One\ntwo?')
  expect(await messages(page).count()).toBe(0)
  expect(await field(page).getAttribute('aria-describedby'), 'no word of Enter').toBeNull()
  await page.locator('[data-kind=send]').tap()
  await ended(page)
  expect(server.requests[0]?.query).toBe('One\ntwo?')
})

it('on a phone no button opens the keyboard', async () => {
  await using page = await openPage(phone)
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('role'))
  await using _ = await answerWith(page, slowly('word '.repeat(60)))
  await page.getByRole('button', { name: 'Where should I start?' }).tap()
  expect(await focused(), 'after a suggestion').toBe('log')
  await answer(page).locator('.middy-chat-answer').waitFor()
  await page.locator('[data-kind=stop]').tap()
  await ended(page, 'stopped', 1_000)
  expect(await focused(), 'after a stop').toBe('log')
  await page.getByRole('button', { name: 'Try again' }).tap()
  expect(await focused(), 'after another try').toBe('log')
  await ended(page)
  expect(page.faults).toEqual([])
})

it('code can be copied', async () => {
  await using page = await openPage()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await using _ = await answerWith(page, [text('Try:\n```python\nseen = {}\n'), text('```\n')])
  await ask(page, 'How?')
  await ended(page)
  await page.getByRole('button', { name: 'Copy code' }).click()
  await page.getByText('Copied').first().waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('seen = {}')
})

it('a screen reader is told of an answer at its boundaries', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, [
    ...slowly('Look at your **inner** loop.'),
    ...slowly('\n\nWhat does `two_sum` search for?\n\n'),
    text('```python\nfor j in range(n):\n'),
    100,
    text('    pass\n```\n'),
    100,
    text('- Draw '),
    50,
    text('it.\n- Then try.'),
  ])
  await listen(page)
  await ask(page, 'Why?')
  await ended(page)
  expect(await spoken(page)).toEqual([
    'Your question was sent.',
    'The tutor is answering.',
    'Look at your inner loop.',
    'What does two_sum search for?',
    'Code block: python',
    'Draw it. Then try.',
    'The answer is complete.',
  ])
  expect(await page.locator('[role=log]').getAttribute('aria-live')).toBe('off')
})

it('a screen reader is told of an error by an alert', async () => {
  await using page = await openPage()
  await listen(page)
  await ask(page, '/rehearse 429')
  await ended(page, 'failed')
  expect(await spoken(page)).toEqual([
    'Your question was sent.',
    'alert: The tutor is getting too many questions right now. Slow down a little. Try again in 37 s.',
  ])
})
