// An answer of 20,000 chunks must not keep a learner from typing.
import assert from 'node:assert/strict'
import { median } from '../../.ci/median.mjs'
import { answerWith, frame } from './scripted.mjs'
import { answer, ask, ended, field, openPage } from './stage.mjs'

const chunks = 20_000
const longestTaskMs = 100

const paragraphs = [
  'Your inner loop **starts over** for every `i`, so ask what it is looking for, and whether you have seen it. ',
  '\n\n1. Write down `target - nums[i]`.\n2. Where would you *look it up*?\n3. What do you have to store for that?\n\n',
  '```python\nfor i, number in enumerate(nums):\n    missing = target - number\n    # and now?\n```\n\n',
  '> Think of [a phone book](https://example.com/book): nobody reads all of it.\n\n',
]

/** Words over and over, with a pause of `pauseMs` after each `atOnce`. */
const longAnswer = (texts, { atOnce, pauseMs }) => {
  const words = texts.join('').match(/\s*\S+\s*/g)
  const frames = Array.from({ length: chunks }, (_, index) => frame(words[index % words.length]))
  const groups = Array.from({ length: chunks / atOnce }, (_, index) =>
    frames.slice(index * atOnce, (index + 1) * atOnce).join(''),
  )
  return groups.flatMap((group) => [group, pauseMs])
}

/** Types while the answer comes; the longest task meanwhile, and how late a key was drawn. */
const typeMeanwhile = async (stage, texts, pace) => {
  await using page = await openPage(stage)
  await using _ = await answerWith(page, longAnswer(texts, pace))
  await page.evaluate(() => {
    window.tasks = []
    window.keys = []
    const collect = (into) => (list) => into.push(...list.getEntries().map((e) => e.duration))
    new PerformanceObserver(collect(window.tasks)).observe({ type: 'longtask' })
    new PerformanceObserver(collect(window.keys)).observe({ type: 'event', durationThreshold: 16 })
  })
  await ask(page, 'Tell me everything.')
  let typed = ''
  while ((await page.locator('[data-kind=stop]').count()) > 0) {
    await field(page).press('x', { delay: 20 })
    typed += 'x'
    await page.waitForTimeout(40)
  }
  await ended(page, 'complete', 60_000)
  const { length } = await answer(page).evaluate((article) => article.textContent)
  assert.ok(length > chunks * 4, `the answer is there: ${length} characters`)
  assert.ok(typed.length > 5, `typed ${typed.length} keys meanwhile`)
  assert.equal(await field(page).inputValue(), typed)
  assert.ok((await answer(page).locator('p').count()) > 0)
  assert.equal(await page.getByRole('button', { name: 'Latest message' }).count(), 0, 'it followed')
  assert.deepEqual(page.faults, [])
  const { tasks, keys } = await page.evaluate(() => ({ tasks: window.tasks, keys: window.keys }))
  return { task: Math.max(0, ...tasks), tasks: tasks.length, key: Math.max(0, ...keys), typed }
}

const measure = async (stage, texts, pace) => {
  const runs = []
  for (let run = 0; run < 3; run += 1) runs.push(await typeMeanwhile(stage, texts, pace))
  const longest = median(runs.map(({ task }) => task))
  const figures = runs
    .map(
      ({ task, tasks, key, typed }) =>
        `${task} ms of ${tasks}, ${typed.length} keys, the slowest ${key} ms`,
    )
    .join('; ')
  assert.ok(longest <= longestTaskMs, `the longest task: ${longest} ms (${figures})`)
  return `longest task, median ${longest} ms (${figures})`
}

export const checks = {
  '20,000 chunks: typing stays responsive': (stage) =>
    measure(stage, paragraphs, { atOnce: 20, pauseMs: 8 }),

  '20,000 chunks without a paragraph: typing stays responsive': (stage) =>
    measure(stage, paragraphs.slice(0, 1), { atOnce: 20, pauseMs: 8 }),

  '20,000 chunks, 250 at once: typing stays responsive': (stage) =>
    measure(stage, paragraphs, { atOnce: 250, pauseMs: 50 }),
}
