import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { ask, ended, openPage } from './stage.ts'

/** Typography that the chat would inherit from its host page. */
const inherited = {
  cursor: 'wait',
  'font-feature-settings': '"smcp"',
  'font-style': 'italic',
  'font-variant-caps': 'small-caps',
  'font-weight': '900',
  hyphens: 'auto',
  'letter-spacing': '3px',
  'line-height': '3',
  'list-style-position': 'inside',
  'list-style-type': 'square',
  quotes: '"<" ">"',
  'text-align': 'center',
  'text-indent': '20px',
  'text-shadow': '1px 1px red',
  'text-transform': 'uppercase',
  'user-select': 'none',
  'white-space-collapse': 'preserve',
  'text-wrap-mode': 'nowrap',
  'word-break': 'break-all',
  'word-spacing': '9px',
  '-webkit-text-fill-color': 'red',
}

/** Rules for elements, as many sites have. */
const elementRules = `
  p, li, h2, h3, blockquote, article, a, code, label, button, textarea, figcaption {
    letter-spacing: 2px;
    line-height: 4;
    text-align: justify;
    text-indent: 10px;
    text-transform: uppercase;
    word-spacing: 5px;
  }
  ul, ol { list-style: none; padding: 0 }
`

const markdown = `# Hint

Look at the **inner** loop of \`two_sum\`, and [read this](https://example.com).

- one
  - two
1. three

> quoted

\`\`\`python
x = 1
\`\`\``

/** The computed styles of every element of the chat. */
const styles = (page: Page) =>
  page.locator('.middy-chat').evaluate(
    (chat, names) =>
      [chat, ...chat.querySelectorAll('*')].map((element) => {
        const computed = getComputedStyle(element)
        return [
          `${element.localName}.${element.className}`,
          Object.fromEntries(names.map((name) => [name, computed.getPropertyValue(name)])),
        ] as const
      }),
    [...Object.keys(inherited), 'padding-inline-start'],
  )

it('the typography of the host page does not change that of the chat', async () => {
  await using page = await openPage({ bypassCSP: true })
  await using _ = await answerWith(page, [text(markdown)])
  const declarations = Object.entries(inherited).map(([name, value]) => `${name}: ${value}`)
  for (const state of ['welcome', 'answer']) {
    if (state === 'answer') {
      await ask(page, 'Why?')
      await ended(page)
    }
    const before = await styles(page)
    const style = await page.addStyleTag({
      content: `body { ${declarations.join(';')} } ${elementRules}`,
    })
    const changed = await page
      .locator('.problem')
      .evaluate((problem) => getComputedStyle(problem).textAlign)
    expect(changed, 'the host page').toBe('center')
    expect(await styles(page), state).toEqual(before)
    await style.evaluate((element) => element.parentNode?.removeChild(element))
  }
  expect(page.faults).toEqual([])
})
