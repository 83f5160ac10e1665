import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { answer, ask, ended, field, messages, openPage } from './stage.ts'

const editor = { name: 'Edit question' }

it('an answer is copied whole, as Markdown', async () => {
  await using page = await openPage()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const markdown = 'Look at the **inner** loop:\n\n- `seen`\n- `nums[i]*nums[j]`\n\n    x = 1'
  await using _ = await answerWith(page, [text(markdown)])
  await ask(page, 'Why?')
  await ended(page)
  await page.getByRole('button', { name: 'Copy answer' }).click()
  await answer(page).getByText('Copied').first().waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(markdown)
  expect(page.faults).toEqual([])
})

it('while an answer grows, there is nothing to copy, to ask again or to edit', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, [text('Look'), 60_000])
  await ask(page, 'Why?')
  await answer(page).locator('.middy-chat-answer').waitFor()
  const count = (name: string) => page.getByRole('button', { name }).count()
  for (const name of ['Copy answer', 'Ask again', 'Edit question']) {
    expect(await count(name), name).toBe(0)
  }
  await page.locator('[data-kind=stop]').click()
  await ended(page, 'stopped')
  expect(await count('Copy answer')).toBe(1)
  expect(await count('Edit question')).toBe(1)
  expect(await count('Try again'), 'one way to ask again').toBe(1)
  expect(await count('Ask again')).toBe(0)
})

it('a good answer can be asked for again, in place of the first', async () => {
  await using page = await openPage()
  await using server = await answerWith(page, [text('So.')])
  await ask(page, 'One?')
  await ended(page)
  await ask(page, 'Two?')
  await expect.poll(() => messages(page).count()).toBe(4)
  await ended(page)
  expect(await page.getByRole('button', { name: 'Copy answer' }).count()).toBe(2)
  await page.getByRole('button', { name: 'Ask again' }).press('Enter')
  expect(await field(page).evaluate((each) => each === document.activeElement)).toBe(true)
  await expect.poll(() => server.requests.length).toBe(3)
  await ended(page)
  expect(await messages(page).count()).toBe(4)
  expect(server.requests.map(({ query, history }) => [query, history.length])).toEqual([
    ['One?', 0],
    ['Two?', 2],
    ['Two?', 2],
  ])
  expect(page.faults).toEqual([])
})

it('the last question can be edited and asked again, by keyboard', async () => {
  await using page = await openPage()
  await using server = await answerWith(page, [text('So.')])
  await ask(page, 'Why is it slow?')
  await ended(page)
  await page.getByRole('button', editor).press('Enter')
  const edited = page.getByRole('textbox', editor)
  expect(await edited.evaluate((each) => each === document.activeElement)).toBe(true)
  expect(await edited.inputValue()).toBe('Why is it slow?')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('And wrong?')
  await page.keyboard.press('Enter')
  await expect.poll(() => server.requests.length).toBe(2)
  await ended(page)
  expect(server.requests[1]).toMatchObject({ query: 'Why is it slow?\nAnd wrong?', history: [] })
  expect(await messages(page).allInnerTexts()).toEqual([
    expect.stringContaining('Why is it slow?\nAnd wrong?'),
    expect.stringContaining('So.'),
  ])
  expect(await field(page).evaluate((each) => each === document.activeElement)).toBe(true)
  expect(page.faults).toEqual([])
})

it('an earlier question can be edited, and says that the messages after it are deleted', async () => {
  await using page = await openPage()
  await using server = await answerWith(page, [text('So.')])
  for (const [at, question] of ['One?', 'Two?', 'Three?'].entries()) {
    await ask(page, question)
    await expect.poll(() => messages(page).count()).toBe(2 * (at + 1))
    await ended(page)
  }
  await page.getByRole('button', editor).nth(1).click()
  const edited = page.getByRole('textbox', editor)
  const warning = 'If you send it, all messages after it are deleted.'
  await page.getByText(warning).waitFor()
  const description = await edited.getAttribute('aria-describedby')
  expect(await page.locator(`[id="${description?.trim()}"]`).innerText()).toBe(warning)
  await edited.fill('Two again?')
  await edited.press('Enter')
  await expect.poll(() => server.requests.length).toBe(4)
  await ended(page)
  expect(server.requests[3]).toMatchObject({ query: 'Two again?' })
  expect(server.requests[3]?.history).toHaveLength(2)
  expect(await messages(page).count()).toBe(4)
  expect(page.faults).toEqual([])
})

it('Escape leaves a question as it was, and Enter within a syllable sends nothing', async () => {
  await using page = await openPage()
  await using server = await answerWith(page, [text('So.')])
  await ask(page, '왜 느린가요?')
  await ended(page)
  await page.getByRole('button', editor).click()
  const edited = page.getByRole('textbox', editor)
  await edited.fill('다른 질문')
  await edited.evaluate((input) => {
    for (const key of ['Enter', 'Escape']) {
      const options = { key, bubbles: true, cancelable: true, isComposing: true }
      input.dispatchEvent(new KeyboardEvent('keydown', options))
    }
  })
  expect(await edited.inputValue()).toBe('다른 질문')
  await edited.press('Escape')
  await edited.waitFor({ state: 'detached' })
  const focused = await page.evaluate(() => document.activeElement?.textContent)
  expect(focused).toBe('Edit question')
  expect(await messages(page).first().innerText()).toContain('왜 느린가요?')
  expect(server.requests).toHaveLength(1)
})

it('another answer ends the editing of its question', async () => {
  await using page = await openPage()
  await using _ = await answerWith(page, [text('So.')])
  await ask(page, 'Why?')
  await ended(page)
  await page.getByRole('button', editor).click()
  await page.getByRole('textbox', editor).fill('A draft')
  await page.getByRole('button', { name: 'Ask again' }).click()
  await page.getByRole('textbox', editor).waitFor({ state: 'detached' })
  await ended(page)
  await page.getByRole('button', editor).waitFor()
  expect(await page.getByRole('textbox', editor).count()).toBe(0)
  expect(page.faults).toEqual([])
})

it('an edited question that is empty cannot be sent', async () => {
  await using page = await openPage()
  await using server = await answerWith(page, [text('So.')])
  await ask(page, 'Why?')
  await ended(page)
  await page.getByRole('button', editor).click()
  await page.getByRole('textbox', editor).fill('  ')
  await page.getByRole('textbox', editor).press('Enter')
  const form = page.locator('.middy-chat-editor')
  expect(await form.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
  await form.getByRole('button', { name: 'Cancel' }).click()
  expect(server.requests).toHaveLength(1)
})

it('on a phone Enter adds a line to an edited question', async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  await using page = await openPage(phone)
  await using server = await answerWith(page, [text('So.')])
  await ask(page, 'Why?')
  await ended(page)
  await page.getByRole('button', editor).tap()
  await page.keyboard.press('Enter')
  await page.keyboard.type('How?')
  await page.locator('.middy-chat-editor').getByRole('button', { name: 'Send' }).tap()
  await expect.poll(() => server.requests.length).toBe(2)
  expect(server.requests[1]?.query).toBe('Why?\nHow?')
})
