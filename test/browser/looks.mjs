// No serious fault that axe finds, in every look of the page; and a picture of each.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { answerWith, frame } from './scripted.mjs'
import { ask, ended, openPage } from './stage.mjs'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

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

const violations = async (page) => {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run(document))
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

const looks = {
  desktop: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
  korean: { locale: 'ko-KR' },
}

/** Opens the page in one look; `shoot` takes its picture, if a folder was given. */
const open = async (stage, name) => {
  const page = await openPage(stage, looks[name])
  if (name === 'korean') await page.getByLabel('Language').selectOption('ko')
  const shoot = async (picture, options = {}) => {
    const path = stage.folder && join(stage.folder, `${picture}.png`)
    if (path) await page.screenshot({ path, ...options })
  }
  return Object.assign(page, { shoot })
}

const look = async (stage, name) => {
  await using page = await open(stage, name)
  assert.deepEqual(await violations(page), [], 'before a question')
  await page.shoot(`${name}-welcome`, { fullPage: name === 'phone' })

  if (name === 'korean') {
    await ask(page, '제 코드가 왜 느린가요?')
    await ended(page)
  } else {
    await using _ = await answerWith(
      page,
      hint.match(/[\s\S]{1,9}/g).flatMap((t) => [frame(t), 8]),
    )
    await ask(page, 'Why is my code too slow?')
    await page.locator('[data-state=streaming]').waitFor()
    await page.waitForTimeout(150)
    await page.shoot(`${name}-streaming`)
    assert.deepEqual(await violations(page), [], 'while an answer comes')
    await ended(page)
    await page.unroute('**/chatbot')
  }
  assert.deepEqual(await violations(page), [], 'after an answer')
  await page.shoot(name, { fullPage: name === 'phone' })

  await page.locator('.failures-button').click()
  await page.waitForTimeout(100)
  assert.deepEqual(await violations(page), [], 'with the menu open')
  await page.shoot(`${name}-menu`)
  await page.locator('.failures code', { hasText: 'error-mid-stream' }).click()
  await ended(page, 'failed')
  assert.deepEqual(await violations(page), [], 'after an error')
  await page.shoot(`${name}-error`)
  assert.deepEqual(page.faults, [])
}

export const checks = {
  ...Object.fromEntries(
    Object.keys(looks).map((name) => [
      `axe finds nothing serious: ${name}`,
      (stage) => look(stage, name),
    ]),
  ),

  async 'nothing is wider than a small phone, even right to left'(stage) {
    await using page = await openPage(stage, { viewport: { width: 320, height: 640 } })
    for (const dir of ['ltr', 'rtl']) {
      await page.evaluate((dir) => {
        document.documentElement.dir = dir
      }, dir)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(wide <= 320, `${dir}: ${wide} px`)
    }
  },

  async 'the theme and the language follow the menus, and the host its own colours'(stage) {
    await using page = await openPage(stage)
    const background = () =>
      page.locator('.middy-chat').evaluate((chat) => getComputedStyle(chat).backgroundColor)
    assert.equal(await background(), 'rgb(255, 255, 255)')
    await page.getByLabel('Theme').selectOption('dark')
    assert.equal(await background(), 'rgb(23, 24, 31)')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.getByLabel('Theme').selectOption('light')
    assert.equal(await background(), 'rgb(255, 255, 255)')
    await page.getByLabel('Language').selectOption('ko')
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko')
    await page.getByRole('button', { name: '보내기' }).waitFor()
    await page.locator('.middy-chat').evaluate((chat) => {
      chat.style.setProperty('--middy-chat-background', 'rgb(1, 2, 3)')
    })
    assert.equal(await background(), 'rgb(1, 2, 3)')
  },
}
