import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { startScripted, text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { answer, ask, browser, ended, messages, openPage } from './stage.ts'
import type { drawInSteps } from './translated-page.tsx'

declare global {
  interface Window {
    drawInSteps: typeof drawInSteps
  }
}

/**
 * Translates as browsers do: each text node is replaced by an element with another text, some time
 * after it came, unless it has changed meanwhile. Here "another" means in capital letters.
 */
const translate = (page: Page, delayMs: number) =>
  page.evaluate((delayMs) => {
    const seen = new WeakMap<Text, string>()
    const font = (...children: (string | Node)[]) => {
      const element = document.createElement('font')
      element.append(...children)
      return element
    }
    const later = (node: Text) => {
      if (seen.get(node) === node.data) return
      seen.set(node, node.data)
      const { data } = node
      setTimeout(() => {
        if (!node.isConnected) return
        if (node.data === data) node.replaceWith(font(font(data.toUpperCase())))
        else later(node)
      }, delayMs)
    }
    const translateAll = () => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const skip = node.parentElement?.closest('font, textarea, script, [translate=no]')
        if (!skip && /\S/.test((node as Text).data)) later(node as Text)
      }
    }
    new MutationObserver(translateAll).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    translateAll()
  }, delayMs)

const markdown = `Look at the *inner* loop of \`two_sum\`, and **at what it searches for**.

1. First, [read this](https://example.com/guide) and [that](https://example.com), please.
2. Then:
   - one *small* step
   - another, with ![a picture](https://example.com/a.png) in it

> A quote with **bold** in the middle of it, [without a link](javascript:0) too.

\`\`\`python
for number in nums:
    pass
\`\`\`

The end, *really*.`

const said = (page: Page) => answer(page).locator('.middy-chat-answer')

/** A few letters at a time, so that every text grows while it is translated. */
const slowly = (markdown.match(/[\s\S]{1,3}/g) ?? []).flatMap((piece) => [text(piece), 12])

it.for([0, 60])(
  'a page that is translated loses no text and does not break: after %i ms',
  async (delayMs) => {
    await using plain = await openPage()
    await using _ = await answerWith(plain, [text(markdown)])
    await ask(plain, 'Why?')
    await ended(plain)
    const expected = (await said(plain).innerText()).toUpperCase()

    await using page = await openPage()
    await using __ = await answerWith(page, slowly)
    await translate(page, delayMs)
    await ask(page, 'Why?')
    await ended(page).catch(() => expect.fail(page.faults.join()))
    await page.waitForTimeout(delayMs + 200)
    expect((await said(page).innerText()).toUpperCase()).toBe(expected)
    expect(await answer(page).locator('font').count(), 'it is translated').toBeGreaterThan(10)
    expect(await answer(page).locator('pre code').innerText(), 'but not its code').toMatch(
      /for num/,
    )

    await page.getByLabel('Language', { exact: false }).first().selectOption('ko')
    await page.locator('.middy-chat h3', { hasText: '튜터' }).waitFor()
    await page.locator('.tools button').last().click()
    expect(await messages(page).count()).toBe(0)
    await page.unroute('**/chatbot')
    await ask(page, 'Why? /rehearse 429')
    await ended(page, 'failed')
    expect(page.faults).toEqual([])
  },
)

/** Markdown whose parts turn into something else when more of it comes. */
const documents = fc
  .array(
    fc.constantFrom(
      ...[
        'word ',
        'two words',
        '**',
        '*',
        '`',
        '[',
        '](https://a.example)',
        '](x)',
        '![',
        ')',
        '\n',
      ],
      ...[
        '\n\n',
        '- ',
        '1. ',
        '> ',
        '# ',
        '---',
        '```',
        '한국어',
        '**맵(map)**을 ',
        '<b>',
        '\\',
        '|',
      ],
    ),
    { minLength: 4, maxLength: 30 },
  )
  .map((parts) => parts.join(''))

const html =
  '<!doctype html><title>translated</title><script type="module" src="/page.js"></script>'

it('no text is lost of any growing Markdown that is translated', async () => {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: ['test/browser/translated-page.tsx'],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    splitting: false,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const script = outputFiles[0]?.contents
  const { url, close } = await startScripted(async (_writer, response) => {
    const isScript = response.req.url === '/page.js'
    const type = isScript ? 'text/javascript' : 'text/html'
    response.writeHead(200, { 'content-type': type }).end(isScript ? script : html)
  })
  await using _ = { [Symbol.asyncDispose]: close }
  await using page = await browser.newPage()
  await page.goto(`${url}/`)
  await page.waitForFunction(() => window.drawInSteps)
  const samples = fc.sample(documents, { numRuns: 400, seed: 15 })
  const different = await page.evaluate(async (samples) => {
    const different: unknown[] = []
    for (const [index, sample] of samples.entries()) {
      const { grown, atOnce } = await window.drawInSteps(sample, 1 + (index % 4))
      if (grown !== atOnce) different.push({ sample, grown, atOnce })
    }
    return different
  }, samples)
  expect(different).toEqual([])
})
