import { expect, it } from 'vitest'
import { assist } from './assistant.ts'

const user = (text: string) => ({ role: 'user' as const, text })
const assistant = (text: string) => ({ role: 'assistant' as const, text })

it('the assistant answers the same question the same way', () => {
  expect(assist([user('Why?')])).toBe(assist([user('Why?')]))
})

it('the assistant suggests an approach that fits the question', () => {
  const answers = ['Hello', 'Why?', 'How?', 'Which one?', 'What is it?', '안녕?'].map((text) =>
    assist([user(text)]),
  )
  expect(new Set(answers.map((answer) => answer.replace(/^.*?”\. /, ''))).size).toBe(6)
})

it('the assistant reports the first and last earlier question', () => {
  const one = [user('Is it blue?'), assistant('Yes.'), user('Why?')]
  expect(assist(one)).toMatch(/I remember one question of yours, and began with “Is it blue\?”\.$/)
  expect(assist([user('Is it red?'), assistant('No.'), ...one])).toMatch(
    /I remember 2 questions .* “Is it red\?”\. The one before this was “Is it blue\?”\.$/,
  )
})

it('the assistant shortens a long quote, in one line', () => {
  expect(assist([user(`a\n\n${'😀'.repeat(200)}`)])).toContain(`“a ${'😀'.repeat(78)}…”`)
})
