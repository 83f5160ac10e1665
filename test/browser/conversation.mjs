// Asking, stopping, asking again; by keyboard alone; in two tabs; and what a screen reader is told.
import assert from 'node:assert/strict'
import { answerWith, frame } from './scripted.mjs'
import { answer, ask, ended, field, openPage } from './stage.mjs'

const focusIsInField = (page) =>
  page.evaluate(() => document.activeElement?.matches('.middy-chat-field textarea'))

/** Records from now on what is added to the live region and to the alert. */
const listen = (page) =>
  page.evaluate(() => {
    window.spoken = []
    const record = (kind) => (mutations) => {
      for (const { addedNodes } of mutations) {
        for (const node of addedNodes) window.spoken.push(kind + node.textContent)
      }
    }
    for (const [selector, kind] of [
      ['.middy-chat [aria-live=polite]', ''],
      ['.middy-chat [role=alert]', 'alert: '],
    ]) {
      const options = { childList: true, subtree: true, characterData: true }
      new MutationObserver(record(kind)).observe(document.querySelector(selector), options)
    }
  })

const spoken = (page) => page.evaluate(() => window.spoken)

export const checks = {
  async 'the answer grows, and is formatted'(stage) {
    await using page = await openPage(stage)
    await ask(page, 'Why is my code too slow?')
    const lengths = new Set()
    while (await page.locator('[data-kind=stop]').count()) {
      if (await answer(page).count()) lengths.add((await answer(page).innerText()).length)
      await page.waitForTimeout(50)
    }
    assert.ok(lengths.size > 5, `the answer grew ${lengths.size} times`)
    assert.match(await ended(page), /inner loop/)
    assert.ok((await answer(page).locator('code').count()) > 0)
    assert.deepEqual(page.faults, [])
    return `${lengths.size} times`
  },

  async 'stop keeps what was said, try again asks anew'(stage) {
    await using page = await openPage(stage)
    await ask(page, 'Why is my code too slow?')
    await answer(page).locator('.middy-chat-answer').waitFor()
    await page.click('[data-kind=stop]')
    const stopped = await ended(page, 'stopped', 1_000)
    assert.match(stopped, /Stopped\./)
    assert.ok(await focusIsInField(page))
    await page.waitForTimeout(400)
    assert.equal(await answer(page).innerText(), stopped, 'nothing comes after a stop')
    await page.getByRole('button', { name: 'Try again' }).click()
    assert.match(await ended(page), /before you change anything\.$/)
    assert.equal(await page.locator('.middy-chat-message').count(), 2, 'in place of the first')
    assert.deepEqual(page.faults, [])
  },

  async 'the conversation so far is sent along, without what failed'(stage) {
    await using page = await openPage(stage)
    await using server = await answerWith(page, [frame('First.')])
    await ask(page, 'One?')
    await ended(page)
    await page.unroute('**/chatbot')
    await ask(page, 'Two? /rehearse 503')
    await ended(page, 'failed')
    await using second = await answerWith(page, [frame('Third.')])
    await ask(page, 'Three?')
    await ended(page)
    assert.deepEqual(server.requests[0].history, [])
    assert.deepEqual(second.requests[0].history, [
      { role: 'user', content: 'One?' },
      { role: 'model', content: 'First.' },
    ])
    assert.equal(second.requests[0].query, 'Three?')
  },

  async 'two tabs at once do not disturb each other'(stage) {
    await using one = await openPage(stage)
    await using two = await openPage(stage)
    await Promise.all([ask(one, 'Why is my code too slow?'), ask(two, '제 코드가 왜 느린가요?')])
    const [english, korean] = await Promise.all([ended(one), ended(two)])
    assert.match(english, /inner loop/)
    assert.match(korean, /\p{Script=Hangul}/u)
    assert.doesNotMatch(english, /\p{Script=Hangul}/u)
    assert.deepEqual([...one.faults, ...two.faults], [])
  },

  async 'all of it works by keyboard'(stage) {
    await using page = await openPage(stage)
    const { keyboard } = page
    const editor = page.getByLabel('Your code')
    const tabTo = async (locator, key = 'Tab') => {
      for (let presses = 0; presses < 20; presses += 1) {
        if (await locator.evaluate((element) => element === document.activeElement)) return
        await keyboard.press(key)
      }
      assert.fail(`${key} does not reach ${locator}`)
    }
    await tabTo(editor)
    const before = await editor.inputValue()
    await keyboard.press('Tab')
    assert.equal((await editor.inputValue()).length, before.length + 4, 'Tab indents')
    await keyboard.press('Escape')
    await keyboard.press('Tab')
    await tabTo(field(page))
    await keyboard.type('Why is my')
    await keyboard.press('Shift+Enter')
    await keyboard.type('code too slow?')
    assert.equal(await field(page).inputValue(), 'Why is my\ncode too slow?')
    await keyboard.press('Enter')
    assert.ok(await focusIsInField(page))
    await answer(page).locator('.middy-chat-answer').waitFor()
    await keyboard.press('Escape')
    await ended(page, 'stopped', 1_000)
    assert.ok(await focusIsInField(page))
    await tabTo(page.getByRole('button', { name: 'Try again' }), 'Shift+Tab')
    await keyboard.press('Enter')
    assert.ok(await focusIsInField(page))
    await ended(page)
    await tabTo(page.getByRole('button', { name: 'See how a failure looks' }), 'Shift+Tab')
    await keyboard.press('Enter')
    await tabTo(page.getByRole('button', { name: 'Too many questions' }))
    await keyboard.press('Enter')
    await ended(page, 'failed')
    assert.ok(await focusIsInField(page))
    assert.deepEqual(page.faults, [])
  },

  async 'Enter that accepts a composed syllable sends nothing'(stage) {
    await using page = await openPage(stage)
    await field(page).fill('왜 느린가요')
    await field(page).evaluate((input) => {
      for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
        const options = { key: 'Enter', bubbles: true, cancelable: true, ...composing }
        input.dispatchEvent(new KeyboardEvent('keydown', options))
      }
    })
    assert.equal(await page.locator('.middy-chat-message').count(), 0)
    await field(page).press('Enter')
    await ended(page)
  },

  async 'code can be copied'(stage) {
    await using page = await openPage(stage)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await using _ = await answerWith(page, [frame('Try:\n```python\nseen = {}\n'), frame('```\n')])
    await ask(page, 'How?')
    await ended(page)
    await page.getByRole('button', { name: 'Copy code' }).click()
    await page.getByText('Copied').waitFor()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'seen = {}')
  },

  async 'the log follows the answer, but not away from a reader who scrolled back'(stage) {
    await using page = await openPage(stage)
    const paragraph = `${'A long answer. '.repeat(12)}\n\n`
    await using _ = await answerWith(
      page,
      Array.from({ length: 60 }, () => [frame(paragraph), 30]).flat(),
    )
    const log = page.getByRole('log')
    const toEnd = () =>
      log.evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight))
    await ask(page, 'Tell me.')
    await page.waitForTimeout(700)
    assert.ok((await toEnd()) < 48)
    await log.hover()
    await page.mouse.wheel(0, -400)
    await page.getByRole('button', { name: 'Latest message' }).waitFor()
    const place = await log.evaluate((log) => log.scrollTop)
    await ended(page)
    assert.equal(await log.evaluate((log) => log.scrollTop), place)
    await page.getByRole('button', { name: 'Latest message' }).click()
    await page.getByRole('button', { name: 'Latest message' }).waitFor({ state: 'detached' })
    assert.ok((await toEnd()) < 48)
  },

  async 'a screen reader is told of an answer at its boundaries'(stage) {
    await using page = await openPage(stage)
    await using _ = await answerWith(page, [
      ...'Look at your **inner** loop.'.split(/(?<= )/).flatMap((word) => [frame(word), 30]),
      ...'\n\nWhat does `two_sum` search for?\n\n'.split(/(?<= )/).flatMap((w) => [frame(w), 30]),
      frame('```python\nfor j in range(n):\n'),
      100,
      frame('    pass\n```\n'),
      100,
      frame('- Draw '),
      50,
      frame('it.\n- Then try.'),
    ])
    await listen(page)
    await ask(page, 'Why?')
    await ended(page)
    assert.deepEqual(await spoken(page), [
      'Your question was sent.',
      'The tutor is answering.',
      'Look at your inner loop.',
      'What does two_sum search for?',
      'Code block: python',
      'Draw it. Then try.',
      'The answer is complete.',
    ])
    assert.equal(await page.locator('[role=log]').getAttribute('aria-live'), 'off')
  },

  async 'a screen reader is told of an error by an alert'(stage) {
    await using page = await openPage(stage)
    await listen(page)
    await ask(page, '/rehearse 429')
    await ended(page, 'failed')
    assert.deepEqual(await spoken(page), [
      'Your question was sent.',
      'alert: The tutor has too many questions right now. Slow down a little. Try again in 37 s.',
    ])
  },
}
