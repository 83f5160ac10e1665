import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { answer, ask, ended, openPage } from './stage.ts'

const background = (page: Page) =>
  page.locator('.middy-chat').evaluate((chat) => getComputedStyle(chat).backgroundColor)

const light = 'rgb(255, 255, 255)'
const dark = 'rgb(23, 24, 31)'

type Theme = 'light' | 'dark'
const selectorOf = { root: ':root', main: 'main', chat: '.middy-chat' }

/** `data-theme` of the elements from the root to the chat, and a `color-scheme` of the host. */
type Host = { root?: Theme; main?: Theme; chat?: Theme; style?: string }

const hosts: [colours: string, system: Theme, Host][] = [
  [light, 'light', {}],
  [dark, 'dark', {}],
  [dark, 'light', { style: ':root { color-scheme: dark }' }],
  [light, 'dark', { style: ':root { color-scheme: light }' }],
  [light, 'dark', { style: 'main { color-scheme: light }' }],
  [dark, 'light', { root: 'dark' }],
  [dark, 'light', { main: 'dark' }],
  [light, 'light', { root: 'dark', main: 'light' }],
  [dark, 'light', { root: 'light', main: 'dark' }],
  [light, 'dark', { root: 'dark', chat: 'light' }],
  [dark, 'light', { root: 'dark', main: 'light', chat: 'dark' }],
  [light, 'dark', { root: 'dark', style: 'main { color-scheme: light }' }],
  [dark, 'light', { root: 'light', style: '.middy-chat { color-scheme: dark }' }],
]

it.for(hosts)(
  'the nearest theme or color-scheme is that of the chat: %s, system %s, %j',
  async ([expected, system, { style, ...themes }]) => {
    await using page = await openPage({ colorScheme: system, bypassCSP: true })
    if (style) await page.addStyleTag({ content: style })
    for (const [name, theme] of Object.entries(themes)) {
      await page
        .locator(selectorOf[name as keyof typeof selectorOf])
        .evaluate((element, theme) => element.setAttribute('data-theme', theme), theme)
    }
    expect(await background(page)).toBe(expected)
    expect(page.faults).toEqual([])
  },
)

/** Whether the focused element, or the box that draws its ring, has an outline. */
const hasRing = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement
    return [focused, focused?.closest('.middy-chat-field')].some((element) => {
      if (!element) return false
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    })
  })

it.for(['none', 'active'] as const)(
  'all that has the focus shows it, forced colours: %s',
  async (forcedColors) => {
    await using page = await openPage({ forcedColors })
    await using _ = await answerWith(page, [text('Try:\n```\nseen = {}\n```\n')])
    await ask(page, 'How?')
    await ended(page)
    await page.locator('.middy-chat-field textarea').fill('And?')
    await page.locator('.tools button').last().focus()
    const focused = () =>
      page.evaluate(() => {
        const { dataset, role, innerText } = document.activeElement as HTMLElement
        return dataset.kind ?? role ?? innerText
      })
    const visited: string[] = []
    const withoutRing: string[] = []
    while (visited.length < 20 && visited.at(-1) !== 'send') {
      await page.keyboard.press('Tab')
      visited.push(await focused())
      if (!(await hasRing(page))) withoutRing.push(await focused())
    }
    expect(visited.at(-1)).toBe('send')
    expect(visited).toEqual(expect.arrayContaining(['log', 'Copy code', 'Edit question']))
    expect(withoutRing).toEqual([])
    expect(page.faults).toEqual([])
  },
)

it('in forced colours the dots of a waiting answer can be seen', async () => {
  await using page = await openPage({ forcedColors: 'active' })
  await using _ = await answerWith(page, [3_000, text('Yes.')])
  await ask(page, 'How?')
  const dots = answer(page).locator('.middy-chat-waiting i')
  await dots.waitFor()
  const { dot, canvas } = await dots.evaluate((dot) => {
    const around = document.createElement('div')
    around.style.background = 'Canvas'
    document.body.append(around)
    const canvas = getComputedStyle(around).backgroundColor
    return { dot: getComputedStyle(dot).backgroundColor, canvas }
  })
  expect(dot).not.toBe(canvas)
})

it('nothing moves for people who want no motion', async () => {
  await using page = await openPage({ reducedMotion: 'reduce' })
  await using _ = await answerWith(page, [1_000, text('First.\n\n- second'), 1_000, text(' third')])
  const moving = () => page.evaluate(() => document.getAnimations().length)
  await ask(page, 'How?')
  await answer(page).locator('.middy-chat-waiting').waitFor()
  expect(await moving(), 'while it waits').toBe(0)
  await answer(page).locator('.middy-chat-answer').waitFor()
  expect(await moving(), 'while it streams').toBe(0)
  await ended(page)
})
