import { expect, it } from 'vitest'
import { statistic } from '../../bench/statistics.ts'
import { text } from '../../twin/testing/scripted-server.ts'
import { mainThreadTasks } from './main-thread.ts'
import { answerWith, type Piece } from './scripted.ts'
import { answer, ask, ended, field, openPage } from './stage.ts'

const chunks = 20_000
/** Of CPU time. */
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

/** Types while the answer arrives; returns the main thread's tasks. */
const typeMeanwhile = async (texts: readonly string[], pace: Pace) => {
  await using page = await openPage()
  await using _ = await answerWith(page, longAnswer(texts, pace))
  let typed = ''
  const tasks = await mainThreadTasks(page, async () => {
    await ask(page, 'Tell me everything.')
    while ((await page.locator('[data-kind=stop]').count()) > 0) {
      await field(page).press('x', { delay: 20 })
      typed += 'x'
      await page.waitForTimeout(40)
    }
    await ended(page, 'complete', 60_000)
  })
  const length = await answer(page).evaluate((article) => article.textContent?.length)
  expect(length, 'the answer is there').toBeGreaterThan(chunks * 4)
  expect(typed.length, 'keys typed meanwhile').toBeGreaterThan(5)
  expect(await field(page).inputValue()).toBe(typed)
  expect(await answer(page).locator('p').count()).toBeGreaterThan(0)
  expect(await page.getByRole('button', { name: 'Latest message' }).count(), 'it followed').toBe(0)
  expect(page.faults).toEqual([])
  return { tasks, keys: typed.length }
}

const answers: [name: string, texts: readonly string[], pace: Pace][] = [
  ['20,000 chunks', paragraphs, { atOnce: 20, pauseMs: 8 }],
  ['20,000 chunks without a paragraph', paragraphs.slice(0, 1), { atOnce: 20, pauseMs: 8 }],
  ['20,000 chunks, 250 at once', paragraphs, { atOnce: 250, pauseMs: 50 }],
]

it.for(answers)('%s: typing stays responsive', async ([, texts, pace], { annotate }) => {
  const longest: number[] = []
  for (let run = 1; run <= 3; run += 1) {
    const { tasks, keys } = await typeMeanwhile(texts, pace)
    longest.push(Math.max(...tasks))
    const long = tasks.filter((ms) => ms > 50).length
    await annotate(
      `Run ${run}: the longest task ${Math.round(longest.at(-1) ?? 0)} ms, ${long} over 50 ms, ${keys} keys`,
    )
  }
  expect(statistic(longest, 'median'), 'the longest task').toBeLessThanOrEqual(longestTaskMs)
})
