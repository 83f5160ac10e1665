import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { answer, ask, ended, openPage, url } from './stage.ts'

declare global {
  interface Window {
    /** Set by the first attack, if its script runs. */
    hacked?: number
  }
}

/** What a model may say after it was talked into attacking its reader. */
const attacks = [
  '<script>window.hacked = 1; alert(1)</script>',
  '<img src="http://beacon.example/a.png" onerror="alert(2)">',
  '![beacon](http://beacon.example/b.png) ![vector](data:image/svg+xml,%3Csvg%20onload=alert(3)%3E)',
  '[script link](javascript:alert(4)) [tab](java\tscript:alert(4)) [entity](java&#115;cript:alert(4))',
  '[data link](data:text/html,%3Cscript%3Ealert(5)%3C/script%3E) [vb](vbscript:alert(5)) [file](file:///etc/passwd)',
  '[same page](/local/token?user=learner) [protocol-relative](//beacon.example/c) [blob](blob:x)',
  '<!-- comment --><svg onload="alert(6)"><style>*{display:none}</style></svg>',
  '<iframe src="http://beacon.example/d"></iframe><object data="http://beacon.example/e"></object>',
  '<javascript:alert(7)> and [reference][evil]\n\n[evil]: javascript:alert(7)',
  '<a href="https://beacon.example" onmouseover="alert(8)">raw link</a>',
  '```"><img/src=x/onerror=alert(9)>\n</code></pre><script>alert(9)</script>\n```',
  '- in a list\n\n  ```<svg/onload=alert(10)>\n  </pre><script>alert(10)</script>\n  ```',
  '[user name](https://bank.example@beacon.example) [password](https://a:b@beacon.example/)',
  '[https://bank.example](https://evil.example/login)',
  '[\u202emoc.knab](https://evil.example/bidi)',
  '`if admin\u202e` and\n\n```\nif admin\u202e\n```',
  '[good](https://example.com/docs) [mail](mailto:tutor@example.com)',
]

it("an attack in the model's text does nothing", async ({ annotate }) => {
  await using page = await openPage()
  await annotate(`${attacks.length} kinds`)
  const pieces = attacks.join('\n\n').match(/[\s\S]{1,7}/g) ?? []
  await using _ = await answerWith(
    page,
    pieces.flatMap((piece) => [text(piece), 2]),
  )
  await ask(page, '<img src=x onerror=alert(0)> [mine](javascript:alert(0))')
  await ended(page)

  const found = await page.locator('.middy-chat').evaluate((chat) => {
    const elements = [...chat.querySelectorAll('*')]
    return {
      elements: [...new Set(elements.map(({ localName }) => localName))].filter((name) =>
        /script|img|svg|iframe|object|style|embed|link|video|audio|base/.test(name),
      ),
      attributes: elements
        .flatMap((element) => [...element.attributes])
        .map(({ name, value }) => `${name}=${value}`)
        .filter((text) => /^(on|src|style|xlink)|javascript:|vbscript:|data:/i.test(text)),
      comments: document.createTreeWalker(chat, NodeFilter.SHOW_COMMENT).nextNode()?.textContent,
      links: [...chat.querySelectorAll('a')].map((a) => [a.getAttribute('href'), a.rel, a.target]),
    }
  })
  const safe = ['noopener noreferrer nofollow', '_blank']
  expect(found).toStrictEqual({
    elements: [],
    attributes: [],
    comments: undefined,
    links: [
      ['https://evil.example/login', ...safe],
      ['https://evil.example/bidi', ...safe],
      ['https://example.com/docs', ...safe],
      ['mailto:tutor@example.com', ...safe],
    ],
  })

  expect(await answer(page).locator('a').first().innerText()).toBe(
    'https://bank.example (evil.example)',
  )
  expect(await answer(page).locator('a').nth(1).innerText()).toBe('[U+202E]moc.knab (evil.example)')
  expect(await answer(page).locator('code', { hasText: 'admin[U+202E]' }).count()).toBe(2)

  for (const text of ['script link', 'data link', 'reference', 'same page', 'user name']) {
    await answer(page).getByText(text).first().click()
  }
  await page.mouse.move(400, 400)
  await page.waitForTimeout(300)
  expect(await page.evaluate(() => window.hacked)).toBeUndefined()
  expect(page.context().pages()).toHaveLength(1)
  expect(page.url()).toBe(`${url}/`)
  expect(page.faults).toEqual([])
  expect(await answer(page).innerText(), 'images are their text').toMatch(/beacon vector/)
})
