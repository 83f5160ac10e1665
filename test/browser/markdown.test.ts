import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { markdownDocument } from '../support/markdown-documents.ts'
import { answerWith, type Piece } from './scripted.ts'
import { answer, ask, ended, openPage } from './stage.ts'

/** A few letters at a time. */
const typed = (markdown: string): Piece[] =>
  (markdown.match(/[\s\S]{1,3}/gu) ?? []).flatMap((letters) => [text(letters), 8])

/** Asks, and waits for the whole answer. */
const draw = async (page: Page, markdown: string): Promise<void> => {
  await using _ = await answerWith(page, typed(markdown))
  await ask(page, 'Why?')
  await ended(page)
}

const table = '| Structure | Lookup |\n| :-- | --: |\n| list | O(n) |\n| dict | **O(1)** |'

it('a table, task lists, bare URLs and struck text are drawn as what they are', async () => {
  await using page = await openPage()
  await draw(
    page,
    `Compare:\n\n${table}\n\n- [x] read it\n- [ ] try it\n\n~~for문(loop)~~은 https://docs.python.org/3/를 보세요. https://bank.example@evil.example/`,
  )
  await answer(page).locator('table').waitFor()
  const cells = await answer(page).locator('th, td').allInnerTexts()
  expect(cells).toEqual(['Structure', 'Lookup', 'list', 'O(n)', 'dict', 'O(1)'])
  expect(await answer(page).getByRole('checkbox').count()).toBe(2)
  expect(await answer(page).getByRole('checkbox', { checked: true }).count()).toBe(1)
  expect(await answer(page).locator('del').allInnerTexts()).toEqual(['for문(loop)'])
  const links = answer(page).locator('a')
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
    'https://docs.python.org/3/',
  ])
  expect(await answer(page).innerText()).not.toMatch(/[|~]|\[x\]/)
  expect(page.faults).toEqual([])
})

it('a wide table scrolls in its own box, by keyboard too', async () => {
  await using page = await openPage({ viewport: { width: 390, height: 844 } })
  const wide = (cell: string) => `| ${Array.from({ length: 12 }, () => cell).join(' | ')} |\n`
  await draw(page, wide('Complexity') + wide('---') + wide('logarithmic'))
  const box = page.getByRole('region', { name: /^Table/ })
  await box.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => box.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0)
  expect(await page.getByRole('log').evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0)
  expect(page.faults).toEqual([])
})

it('mathematics is readable, and a price stays a price', async () => {
  await using page = await openPage()
  await draw(
    page,
    'Sorting is $O(n \\log n)$입니다, not $n^2$; it costs $5 and $6.\n\n$$\n\\sum_{i=1}^n a_i \\le \\frac{n(n+1)}{2}\n$$\n\nOr \\(\\sqrt{n}\\).',
  )
  await answer(page).getByText('O(n log n)입니다').waitFor()
  expect(await answer(page).innerText()).toMatch(
    /O\(n log n\)입니다, not n²; it costs \$5 and \$6\.\s+∑ᵢ₌₁ⁿ aᵢ ≤ n\(n\+1\)\/2\s+Or √n\./,
  )
  expect(page.faults).toEqual([])
})

const code = '```python\n# twice\ndef f(n):\n    return "a" * 2\n```'

it.for(['light', 'dark'] as const)('code has colours with enough contrast: %s', async (scheme) => {
  await using page = await openPage({ colorScheme: scheme })
  await draw(page, `${code}\n\nAnd \`more\`.`)
  await answer(page).locator('pre span').first().waitFor()
  const colours = await answer(page)
    .locator('pre')
    .evaluate((pre) => {
      const canvas = document.createElement('canvas').getContext('2d')
      const luminance = (colour: string) => {
        if (!canvas) throw new Error('There is no canvas.')
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
        const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data]
          .map((byte) => byte / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const chat = pre.closest('.middy-chat') ?? pre
      const behind = luminance(getComputedStyle(chat).backgroundColor)
      return [...pre.querySelectorAll('span')].map((span) => {
        const { color } = getComputedStyle(span)
        const front = luminance(color)
        const contrast = (Math.max(front, behind) + 0.05) / (Math.min(front, behind) + 0.05)
        return { color, contrast }
      })
    })
  expect(new Set(colours.map(({ color }) => color)).size).toBeGreaterThan(2)
  expect(Math.min(...colours.map(({ contrast }) => contrast))).toBeGreaterThanOrEqual(4.5)
  expect(await answer(page).locator('pre').innerText()).toBe(
    '# twice\ndef f(n):\n    return "a" * 2',
  )
  expect(page.faults).toEqual([])
})

it('a link finds its address in another block', async () => {
  await using page = await openPage()
  await draw(
    page,
    'Read [the docs][1] and [PEP 8].\n\nThen more.\n\n[1]: https://a.example/\n[pep 8]: https://b.example/',
  )
  const links = answer(page).locator('a')
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
    'https://a.example/',
    'https://b.example/',
  ])
  expect(page.faults).toEqual([])
})

/** Every text that the answer showed, and every element that it had, while it came. */
const watch = (page: Page) =>
  page.evaluate(() => {
    const seen = { texts: new Set<string>(), tags: new Set<string>() }
    new MutationObserver(() => {
      const drawn = document.querySelector('.middy-chat-answer')
      for (const { tagName } of drawn?.querySelectorAll('*') ?? []) seen.tags.add(tagName)
      seen.texts.add(drawn?.textContent ?? '')
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
    Object.assign(window, { seen })
  })
const watched = (page: Page) =>
  page.evaluate(() => {
    const { seen } = window as unknown as { seen: { texts: Set<string>; tags: Set<string> } }
    return { texts: [...seen.texts], tags: [...seen.tags] }
  })

it('no mark shows before it is closed, and no line flashes as a heading', async () => {
  await using page = await openPage()
  await watch(page)
  await draw(
    page,
    `Look **at this *line* of \`code here\`** and [the docs](https://docs.example/a).\n- one **two**\n- \`three\`\n\nThe end:\n- ***four***\n\n${table}\n`,
  )
  const { texts, tags } = await watched(page)
  expect(texts.length).toBeGreaterThan(10)
  expect(texts.filter((shown) => /[*`|]|\]\(|---/.test(shown))).toEqual([])
  expect(tags.filter((tag) => /^H\d$/.test(tag))).toEqual([])
  expect(page.faults).toEqual([])
})

it.for([
  ['a paragraph', 'Some words', 'p'],
  ['a list', '- one\n- two', 'li'],
  ['a list in a list', '1. one\n   - two', 'li li'],
  ['a quote', '> quoted', 'blockquote'],
  ['a heading', '## Title', 'h2'],
  ['code', '```py\nx = 1', 'pre'],
  ['code in a list', '- a\n\n  ```py\n  x = 1', 'li pre'],
  ['code that is closed', '```py\nx = 1\n```\n', '.middy-chat-part'],
  ['a table', `${table}\n`, 'td'],
])('a stall after %s shows the caret there', async ([, markdown = '', place = '']) => {
  await using page = await openPage()
  await using _ = await answerWith(page, [...typed(markdown), 3_000])
  await ask(page, 'Why?')
  await answer(page).locator(place).first().waitFor()
  const carets = answer(page).locator('.middy-chat-caret')
  await answer(page)
    .getByText(/(?:words|two|quoted|Title|1|O\(1\))\s*$/)
    .last()
    .waitFor()
  expect(await carets.count()).toBe(1)
  expect(await answer(page).locator(place).last().locator('.middy-chat-caret').count()).toBe(1)
  const box = await carets.boundingBox()
  expect(box?.width).toBeGreaterThan(2)
  expect(box?.height).toBeGreaterThan(8)
  await ended(page)
  expect(await carets.count()).toBe(0)
  expect(page.faults).toEqual([])
})

it('each block has its own direction, and a list its markers beside its text', async () => {
  await using page = await openPage()
  await draw(
    page,
    'An English paragraph.\n\n- פריט ראשון\n- `nums` פריט שני\n  1. פנימי\n\n- ‏\n\nمرحبا بالعالم\n\n> اقتباس\n\n* `nums` in English\n* פריט\n',
  )
  const lists = await answer(page)
    .locator('ul, ol')
    .evaluateAll((all) =>
      all.map((list) => {
        const { direction, paddingLeft, paddingRight } = getComputedStyle(list)
        const walker = document.createTreeWalker(list, NodeFilter.SHOW_TEXT)
        while (walker.nextNode() && !walker.currentNode.textContent?.trim()) {}
        const range = document.createRange()
        range.selectNodeContents(walker.currentNode)
        const words = range.getBoundingClientRect()
        const edge = list.querySelector('li')?.getBoundingClientRect()
        const gap =
          direction === 'rtl' ? (edge?.right ?? 0) - words.right : words.left - (edge?.left ?? 0)
        return { direction, paddingLeft, paddingRight, gap: Math.round(gap) }
      }),
    )
  expect(lists.map(({ direction }) => direction)).toEqual(['rtl', 'rtl', 'ltr'])
  for (const { direction, paddingLeft, paddingRight, gap } of lists) {
    const beside = direction === 'rtl' ? paddingRight : paddingLeft
    expect(Number.parseFloat(beside)).toBeGreaterThan(10)
    expect(gap).toBeLessThan(10)
  }
  const directions = await answer(page)
    .locator('.middy-chat-part > :is(p, blockquote)')
    .evaluateAll((all) => all.map((block) => getComputedStyle(block).direction))
  expect(directions).toEqual(['ltr', 'rtl', 'rtl'])
  expect(page.faults).toEqual([])
})

it('documents that are streamed are in the end those drawn at once', async () => {
  const documents = fc.sample(markdownDocument, { seed: 20, numRuns: 60 }).join('\n\n')
  const drawn = async (pieces: readonly Piece[]) => {
    const page = await openPage()
    await using _ = await answerWith(page, pieces)
    await ask(page, 'Why?')
    await ended(page, 'complete', 120_000)
    await page.waitForLoadState('networkidle')
    expect(page.faults).toEqual([])
    return page
  }
  // React adds an attribute to an element after those that it has.
  const html = async (page: Page) =>
    (await page.locator('.middy-chat-answer').innerHTML()).replace(
      /(?<=<\w+)(?: [\w-]+="[^"]*")+/g,
      (attributes) => (attributes.match(/ [\w-]+="[^"]*"/g) ?? []).toSorted().join(''),
    )
  await using atOnce = await drawn([text(documents)])
  await using streamed = await drawn(Array.from(documents, (letter) => [text(letter), 1]).flat())
  expect(await atOnce.locator('td, .middy-chat-maths, [data-token]').count()).toBeGreaterThan(20)
  expect(await html(streamed)).toBe(await html(atOnce))
})

it('an answer can be read when the parts of the page cannot be loaded', async () => {
  await using page = await openPage()
  await page.route('**/chunks/**', (route) => route.abort())
  await draw(page, `${table}\n\n~~Not~~ $n^2$.\n\n${code}\n`)
  expect(await answer(page).innerText()).toMatch(/\| list \| O\(n\) \|[\s\S]*~~Not~~ \$n\^2\$\./)
  expect(await answer(page).locator('pre').innerText()).toContain('def f(n):')
  await page.unroute('**/chunks/**')
  await draw(page, '~~Now~~')
  await answer(page).locator('del').waitFor()
  expect(page.faults).toEqual([])
})
