import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Encouragement } from '../../twin/page/motivator-client.ts'
import { done, finish, named, startScripted, text } from '../../twin/testing/scripted-server.ts'
import { violations } from './axe.ts'
import { openPage } from './stage.ts'

const { SCREENSHOTS: folder } = process.env
if (folder) await mkdir(folder, { recursive: true })

const encouragement: Encouragement = {
  emotion: 'anxious',
  bible_verse: {
    reference: 'Philippians 4:6',
    text: 'Be anxious for nothing, but in everything, by prayer and petition, with thanksgiving, present your requests to God.',
    edition: 'Berean Standard Bible',
  },
  message:
    'It makes sense that tomorrow worries you. You have prepared, and one slow breath is enough for now.',
  session_id: '0b2f2c1e-6a0e-4a53-9d2b-3f6f2f0c9a11',
  timestamp: '2026-12-01T09:00:00.000Z',
}

const helpLines = [
  { region: 'KR', name: '자살예방 상담전화', contact: '109', hours: '24시간' },
  {
    region: 'INTERNATIONAL',
    name: 'Find A Helpline',
    contact: 'findahelpline.com',
    url: 'https://findahelpline.com',
    hours: '24/7',
  },
  {
    region: 'XX',
    name: 'Not a link',
    contact: 'x.example',
    url: 'javascript:alert(1)',
    hours: '-',
  },
]

/** Opens the motivator; its questions get `answer`, its feedback is recorded. */
const openMotivator = async (
  answer: Partial<Encouragement> = {},
  options?: BrowserContextOptions,
) => {
  const page = await openPage(options)
  const asked: unknown[] = []
  const rated: unknown[] = []
  await page.route('**/api/v1/chat', (route) => {
    asked.push(route.request().postDataJSON())
    const { emotion } = encouragement
    return route.fulfill({
      contentType: 'text/event-stream',
      body:
        named('partial', { emotion }) +
        text(JSON.stringify({ ...encouragement, ...answer })) +
        finish +
        done,
    })
  })
  await page.route('**/api/v1/feedback', (route) => {
    rated.push(route.request().postDataJSON())
    return route.fulfill({ json: { status: 'recorded' } })
  })
  await page.evaluate(() => {
    location.hash = '#/motivator'
  })
  await page.locator('.motivator textarea').waitFor()
  const shoot = async (name: string) => {
    if (folder) await page.screenshot({ path: join(folder, `motivator-${name}.png`) })
  }
  return Object.assign(page, { asked, rated, shoot })
}

const say = async (page: Page, message: string) => {
  await page.locator('.motivator textarea').fill(message)
  await page.locator('.motivator-bar button').click()
}

const card = (page: Page) => page.locator('.encouraging')
const wholeCard = (page: Page) => page.locator('.encouraging[aria-busy=false]')

it('motivator: is a third place, which the menu and the URL name', async () => {
  await using page = await openPage()
  await page.getByLabel('Page').selectOption('motivator')
  await page.getByLabel('How are you today?').waitFor()
  expect(new URL(page.url()).hash).toBe('#/motivator')
  await page.goBack()
  await page.locator('.problem').waitFor()
  expect(page.faults).toEqual([])
})

it('motivator: the twin answers, and records whether it helped', async () => {
  await using page = await openPage()
  await page.getByLabel('Page').selectOption('motivator')
  await say(page, 'I am so grateful for my friends')
  await wholeCard(page).waitFor()
  expect(await card(page).locator('cite').innerText()).toMatch(/\d:\d/)
  expect(await card(page).locator('figcaption').innerText()).toContain('Berean Standard Bible')
  await page.getByRole('button', { name: 'Yes, it helped' }).click()
  await page.getByText('Thank you for telling us.').waitFor()

  await say(page, 'I do not want to be here anymore')
  await page.locator('.help-lines').waitFor()
  await wholeCard(page).waitFor()
  expect(await page.locator('.help-lines a[href="tel:988"]').count()).toBe(1)
  expect(await violations(page)).toEqual([])
  if (folder) await page.screenshot({ path: join(folder, 'motivator-care.png'), fullPage: true })
  expect(page.faults).toEqual([])
})

it('motivator: shows the emotion, the verse with its source, and the message', async () => {
  await using page = await openMotivator()
  await say(page, 'My exam is tomorrow')
  await wholeCard(page).waitFor()
  expect(page.asked).toEqual([{ message: 'My exam is tomorrow', locale: 'en' }])
  expect(await card(page).locator('.emotion').innerText()).toBe('Anxious')
  expect(await card(page).locator('blockquote').innerText()).toBe(encouragement.bible_verse.text)
  expect(await card(page).locator('cite').innerText()).toBe('Philippians 4:6')
  expect(await card(page).locator('figcaption').innerText()).toContain('Berean Standard Bible')
  expect(await card(page).locator('.encouraging-message').innerText()).toBe(encouragement.message)
  expect(await page.locator('.help-lines, .encouraging-note').count()).toBe(0)
  expect(page.faults).toEqual([])
})

it('motivator: tells a screen reader that it writes, and then the answer', async () => {
  await using page = await openMotivator()
  await say(page, 'My exam is tomorrow')
  await wholeCard(page).waitFor()
  const spoken = await page.locator('.motivator-status').innerText()
  expect(spoken).toContain(encouragement.message)
  expect(spoken).toContain(encouragement.bible_verse.reference)
})

it('motivator: is used with the keyboard alone', async () => {
  await using page = await openMotivator()
  await page.locator('.motivator textarea').focus()
  await page.keyboard.type('My exam is tomorrow')
  await page.keyboard.press('Enter')
  await page.keyboard.type('I am nervous')
  await page.keyboard.press('Control+Enter')
  await wholeCard(page).waitFor()
  expect(page.asked).toEqual([{ message: 'My exam is tomorrow\nI am nervous', locale: 'en' }])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Thank you for telling us.').waitFor()
  expect(page.rated).toMatchObject([{ helpful: true }])
})

it('motivator: sends nothing for an empty message', async () => {
  await using page = await openMotivator()
  await page.locator('.motivator textarea').fill('  \n ')
  expect(await page.locator('.motivator-bar button').isDisabled()).toBe(true)
  await page.locator('.motivator textarea').press('Control+Enter')
  expect(page.asked).toEqual([])
})

it('motivator: help lines can be called, and no address runs a script', async () => {
  await using page = await openMotivator({ help_lines: helpLines })
  await say(page, 'I want to die')
  await wholeCard(page).waitFor()
  const lines = page.locator('.help-lines li')
  expect(await lines.count()).toBe(3)
  expect(await lines.nth(0).locator('small').innerText()).toBe('South Korea · 24시간')
  expect(await lines.nth(0).getByRole('link').getAttribute('href')).toBe('tel:109')
  expect(await lines.nth(1).getByRole('link').getAttribute('href')).toBe(
    'https://findahelpline.com',
  )
  expect(await lines.nth(2).getByRole('link').count()).toBe(0)
  expect(await violations(page)).toEqual([])
  await page.shoot('help-lines')
})

it('motivator: says that an answer is degraded, and shows its note', async () => {
  const note = 'Obadiah 1:3 is not among our verses.'
  await using page = await openMotivator({ degraded: true, note })
  await say(page, 'Obadiah 1:3 please')
  await wholeCard(page).waitFor()
  const notes = await page.locator('.encouraging-note').allInnerTexts()
  expect(notes).toEqual([note, expect.stringContaining('written beforehand')])
})

it('motivator: sends whether it helped, and a comment', async () => {
  await using page = await openMotivator()
  await say(page, 'My exam is tomorrow')
  await page.getByRole('button', { name: 'Yes, it helped' }).click()
  await page.getByText('Thank you for telling us.').waitFor()
  await page.getByLabel('Anything else?').fill('Just what I needed')
  await page.getByRole('button', { name: 'Send comment' }).click()
  await page.getByLabel('Anything else?').waitFor({ state: 'detached' })
  const { session_id, emotion } = encouragement
  const rating = { session_id, emotion, helpful: true }
  expect(page.rated).toEqual([rating, { ...rating, user_comment: 'Just what I needed' }])
  expect(await violations(page)).toEqual([])
})

it('motivator: says that feedback was not recorded, and can try again', async () => {
  await using page = await openMotivator()
  await say(page, 'My exam is tomorrow')
  await wholeCard(page).waitFor()
  let failures = 1
  await page.route('**/api/v1/feedback', (route) =>
    failures-- > 0
      ? route.fulfill({ status: 503, json: { error: 'no', code: 'service_unavailable' } })
      : route.fallback(),
  )
  await page.getByRole('button', { name: 'No, it did not' }).click()
  await page.locator('.helpful [role=alert]').waitFor()
  await page.getByRole('button', { name: 'No, it did not' }).click()
  await page.getByText('Thank you for telling us.').waitFor()
  expect(page.rated).toMatchObject([{ helpful: false }])
})

it.each([
  [503, 'model_unavailable'],
  [429, 'rate_limited'],
])('motivator: explains a %i, and asks again', async (status, code) => {
  await using page = await openMotivator()
  let failures = 1
  await page.route('**/api/v1/chat', (route) =>
    failures-- > 0
      ? route.fulfill({ status, json: { error: 'Raw text of the server', code } })
      : route.fallback(),
  )
  await say(page, 'My exam is tomorrow')
  const alert = page.locator('.motivator-failure [role=alert]')
  await alert.waitFor()
  expect(await alert.innerText()).not.toContain('Raw text')
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Try again' }).click()
  await wholeCard(page).waitFor()
  expect(page.asked).toEqual([{ message: 'My exam is tomorrow', locale: 'en' }])
})

it('motivator: shows what is certain before the answer ends', async () => {
  await using page = await openMotivator()
  const shown = Promise.withResolvers<void>()
  await using server = {
    ...(await startScripted(async (writer, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      await writer.write(named('partial', { emotion: 'anxious' }))
      await writer.write(text('{"emotion":"anxious","message":"It makes sense'))
      await shown.promise
      await writer.write(text(JSON.stringify(encouragement).slice(encouragement.emotion.length)))
    })),
    [Symbol.asyncDispose]: async () => {
      shown.resolve()
      await server.close()
    },
  }
  await page.route('**/api/v1/chat', (route) => route.continue({ url: `${server.url}/` }))
  await say(page, 'My exam is tomorrow')
  await card(page).getByText('Anxious').waitFor()
  await card(page).getByText('It makes sense').waitFor()
  expect(await wholeCard(page).count()).toBe(0)
  expect(await page.locator('.helpful').count()).toBe(0)
})

const korean: Partial<Encouragement> = {
  bible_verse: {
    reference: '빌립보서 4:6',
    text: '아무 것도 염려하지 말고 오직 모든 일에 기도와 간구로, 너희 구할 것을 감사함으로 하나님께 아뢰라',
    edition: '개역한글',
  },
  message:
    '마음이 자꾸 앞서가면 몸도 쉴 틈이 없지요. 천천히 숨을 고르고 작은 것 하나부터 해 보세요.',
}

it.each<[string, BrowserContextOptions, Partial<Encouragement>]>([
  ['desktop', {}, {}],
  ['dark', { colorScheme: 'dark' }, { help_lines: helpLines }],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }, { help_lines: helpLines }],
  ['narrow', { viewport: { width: 320, height: 640 } }, { help_lines: helpLines }],
  ['korean', { locale: 'ko-KR' }, korean],
])('motivator: axe finds nothing, and nothing is cut: %s', async (name, options, answer) => {
  await using page = await openMotivator(answer, options)
  expect(await violations(page), 'before a question').toEqual([])
  await page.shoot(`${name}-before`)
  await say(page, name === 'korean' ? '내일 시험이라 너무 떨려요' : 'My exam is tomorrow')
  await wholeCard(page).waitFor()
  expect(await violations(page), 'after it').toEqual([])
  const excess = await page
    .locator('main')
    .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
  expect(excess).toBeLessThanOrEqual(0)
  expect(page.asked).toMatchObject([{ locale: name === 'korean' ? 'ko' : 'en' }])
  expect(page.faults).toEqual([])
  await page.shoot(name)
})
