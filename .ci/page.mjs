// Uses the local page as a person would, in headless Chromium: signs in, asks, watches the answer
// grow, makes the model fail. Usage: node .ci/page.mjs CHROMIUM [SCREENSHOT]
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const [executablePath, screenshot] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))

const twin = spawn(process.execPath, ['local/commands/start.ts'], {
  cwd: root,
  env: { PATH: process.env.PATH, PORT: '0' },
  stdio: ['ignore', 'pipe', 'ignore'],
})
let printed = ''
for await (const chunk of twin.stdout.iterator({ destroyOnReturn: false })) {
  printed += chunk
  if (printed.includes('\ncurl ')) break
}
const [, url] = /answers on (\S+)/.exec(printed)

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
})
try {
  const page = await browser.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(url)

  const ask = async (question) => {
    await page.fill('#query', question)
    await page.click('button[type=submit]')
  }
  await ask('Why is my code too slow?')
  const answer = page.locator('#messages .model').last()
  const lengths = new Set()
  await page.waitForFunction(() => document.querySelector('#stop').disabled === false)
  while (await page.locator('#stop').isEnabled()) {
    if (await answer.count()) lengths.add((await answer.textContent()).length)
    await page.waitForTimeout(50)
  }
  assert.ok(lengths.size > 5, `the answer grew ${lengths.size} times`)
  assert.match(await answer.textContent(), /inner loop/)
  assert.equal(await page.locator('#status').textContent(), '')
  assert.deepEqual(errors, [])

  await ask('/rehearse 429')
  await page.waitForFunction(() => document.querySelector('#status').textContent.startsWith('429'))
  await ask('/rehearse cut')
  await page.waitForFunction(() =>
    document.querySelector('#status').textContent.includes('broke off'),
  )
  await ask('/rehearse stall')
  await page.waitForFunction(
    () => document.querySelector('#messages li:last-child.model')?.textContent,
  )
  await page.click('#stop')
  await page.waitForFunction(() => document.querySelector('#status').textContent === 'Stopped.')
  if (screenshot) await page.screenshot({ path: screenshot, fullPage: true })
  console.log(`the page's answer grew ${lengths.size} times; its failures are told; it stops`)
} finally {
  await browser.close()
  twin.kill()
}
