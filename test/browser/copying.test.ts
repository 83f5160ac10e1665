import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { answer, ask, ended, openPage } from './stage.ts'

const code = `\`\`\`python
seen = {}
\`\`\`

- In a list:

  \`\`\`sh
  rm -rf build
  \`\`\`

> \`\`\`sh
> npm ci
>
> npm test
> \`\`\`

\`\`\`sh
blank lines after it


\`\`\`

    indented
`

const copied = [
  'seen = {}',
  'rm -rf build',
  'npm ci\n\nnpm test',
  'blank lines after it',
  'indented',
]

const open = async (words: string) => {
  const page = await openPage()
  const server = await answerWith(page, [text(words)])
  await ask(page, 'How?')
  await ended(page)
  await server[Symbol.asyncDispose]()
  return page
}

const buttons = (page: Page) => page.getByRole('button', { name: 'Copy code' })
const status = (page: Page) => page.locator('.middy-chat-code [role=status]')

it.for([
  ['LF', code],
  ['CRLF', code.replaceAll('\n', '\r\n')],
] as const)(
  'copied code has no line end after it, which a terminal would run: %s',
  async ([, words]) => {
    await using page = await open(words)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const clipboard: string[] = []
    for (let index = 0; index < copied.length; index += 1) {
      // While a button says "Copied", it is none of these.
      await buttons(page).nth(0).click()
      await page.getByRole('button', { name: 'Copied' }).nth(index).waitFor()
      clipboard.push(await page.evaluate(() => navigator.clipboard.readText()))
    }
    expect(clipboard).toEqual(copied)
    expect(page.faults).toEqual([])
  },
)

it('"Copied" is announced, and the button can be used again', async () => {
  await using page = await open('```\none\n```')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await buttons(page).click()
  await status(page).filter({ hasText: 'Copied' }).waitFor()
  await buttons(page).waitFor()
  expect(await status(page).textContent()).toBe('')
})

it.for(['refused', 'absent'] as const)(
  'a clipboard that is %s is told, and the code selected',
  async (how) => {
    await using page = await open('```sh\nnpm ci\n```')
    await page.evaluate((how) => {
      const refused = () => Promise.reject(new DOMException('Refused.', 'NotAllowedError'))
      const value = how === 'refused' ? { writeText: refused } : undefined
      Object.defineProperty(navigator, 'clipboard', { value })
    }, how)
    await buttons(page).click()
    const told = status(page).filter({ hasText: 'selected instead' })
    await told.waitFor()
    const box = await told.boundingBox()
    expect(box?.width, 'it can be seen').toBeGreaterThan(50)
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('npm ci')
    expect(page.faults).toEqual([])
  },
)

it('the whole conversation can be selected without its buttons and announcements', async () => {
  await using page = await open('First.\n\n```python\nseen = {}\n```\n\nLast.')
  const selected = await page.evaluate(() => {
    getSelection()?.selectAllChildren(document.querySelector('.middy-chat') ?? document.body)
    return getSelection()?.toString()
  })
  for (const word of ['How?', 'First.', 'seen = {}', 'Last.']) {
    expect(selected?.split(word).length, `${word} once`).toBe(2)
  }
  expect(selected).not.toMatch(/Copy code|Send|New conversation|Try a failure|Your question|Enter/)
  expect(await answer(page).count()).toBe(1)
})
