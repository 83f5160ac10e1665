import { expect, it } from 'vitest'
import { agentPrompt, assistantPrompt } from './prompt.ts'

const history = [
  { role: 'user' as const, text: 'Why?' },
  { role: 'assistant' as const, text: 'Because.' },
]

it('gives a model the history, and how to answer', () => {
  expect(assistantPrompt('And now?', { history })).toEqual({
    system: expect.stringMatching(/assistant in a chat[\s\S]*in its language/),
    user: 'And now?',
    history,
  })
})

it('gives an agent, which has its own instructions and memory, the id of the chat', () => {
  expect(agentPrompt('And now?', { id: 'a' })).toEqual({
    system: '',
    user: 'And now?',
    session: 'a',
  })
})
