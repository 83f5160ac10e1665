import { expect, it } from 'vitest'
import { caringMessage } from './care.ts'

it.each(['en', 'ko'] as const)('asks in %s to call now, in two or three sentences', (locale) => {
  const message = caringMessage(locale)
  expect(/[가-힣]/.test(message)).toBe(locale === 'ko')
  expect([2, 3]).toContain(message.match(/[.?!](?= |$)/g)?.length)
  expect(message).toMatch(locale === 'ko' ? /혼자.*지금 바로 전화/ : /alone.*call.*now/)
  expect(message).not.toMatch(
    /\b(god|lord|jesus|pray|bible|promise|sin)\b|하나님|주님|예수|기도|죄/i,
  )
})
