import { expect, it } from 'vitest'
import { statistic } from '../../bench/statistics.ts'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith, type Piece } from './scripted.ts'
import { answer, ask, ended, field, openPage } from './stage.ts'

declare global {
  interface Window {
    /** How long the tasks took, and how late the keys were painted, in ms. */
    tasks: number[]
    keys: number[]
  }
  // From the Event Timing API, which TypeScript's DOM types lack.
  interface PerformanceObserverInit {
    durationThreshold?: number
  }
}

const chunks = 20_000
const longestTaskMs = 100

const paragraphs = [
  'Your inner loop **starts over** for every `i`, so ask what it is looking for, and whether you have seen it. ',
  '\n\n1. Write down `target - nums[i]`.\n2. Where would you *look it up*?\n3. What do you have to store for that?\n\n',
  '```python\nfor i, number in enumerate(nums):\n    missing = target - number\n    # and now?\n```\n\n',
  '> Think of [a phone book](https://example.com/book): nobody reads all of it.\n\n',
]

type Pace = { atOnce: number; pauseMs: number }

/** Repeats the words, with a pause of `pauseMs` after every `atOnce` of them. */
const longAnswer = (texts: readonly string[], { atOnce, pauseMs }: Pace): Piece[] => {
  const words = texts.join('').match(/\s*\S+\s*/g) ?? []
  const frames = Array.from({ length: chunks }, (_, index) =>
    text(words[index % words.length] ?? ''),
  )
  const groups = Array.from({ length: chunks / atOnce }, (_, index) =>
    frames.slice(index * atOnce, (index + 1) * atOnce).join(''),
  )
  return groups.flatMap((group) => [group, pauseMs])
}

/** Types while the answer arrives; measures the longest task and how late a key was painted. */
const typeMeanwhile = async (texts: readonly string[], pace: Pace) => {
  await using page = await openPage()
  await using _ = await answerWith(page, longAnswer(texts, pace))
  await page.evaluate(() => {
    window.tasks = []
    window.keys = []
    const collect = (into: number[]) => (list: PerformanceObserverEntryList) => {
      into.push(...list.getEntries().map(({ duration }) => duration))
    }
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
  const length = await answer(page).evaluate((article) => article.textContent?.length)
  expect(length, 'the answer is there').toBeGreaterThan(chunks * 4)
  expect(typed.length, 'keys typed meanwhile').toBeGreaterThan(5)
  expect(await field(page).inputValue()).toBe(typed)
  expect(await answer(page).locator('p').count()).toBeGreaterThan(0)
  expect(await page.getByRole('button', { name: 'Latest message' }).count(), 'it followed').toBe(0)
  expect(page.faults).toEqual([])
  const { tasks, keys } = await page.evaluate(() => ({ tasks: window.tasks, keys: window.keys }))
  return { task: Math.max(0, ...tasks), tasks: tasks.length, key: Math.max(0, ...keys), typed }
}

const answers: [name: string, texts: readonly string[], pace: Pace][] = [
  ['20,000 chunks', paragraphs, { atOnce: 20, pauseMs: 8 }],
  ['20,000 chunks without a paragraph', paragraphs.slice(0, 1), { atOnce: 20, pauseMs: 8 }],
  ['20,000 chunks, 250 at once', paragraphs, { atOnce: 250, pauseMs: 50 }],
]

it.for(answers)('%s: typing stays responsive', async ([, texts, pace], { annotate }) => {
  const tasks: number[] = []
  for (let run = 1; run <= 3; run += 1) {
    const { task, tasks: count, key, typed } = await typeMeanwhile(texts, pace)
    tasks.push(task)
    await annotate(
      `Run ${run}: the longest of ${count} long tasks ${task} ms, ${typed.length} keys, the slowest ${key} ms`,
    )
  }
  expect(statistic(tasks, 'median'), 'the longest task').toBeLessThanOrEqual(longestTaskMs)
})
