import assert from 'node:assert/strict'
import type { Prompt, Turn } from '../../src/answer/answer.ts'
import type { PromptField } from '../../src/models/internal/conversation.ts'
import { saying } from './model-conformance-answer.ts'
import { question } from './model-conformance-secrets.ts'
import { broken, onStage, type SentRequest } from './model-conformance-stage.ts'
import type { ConformanceCheck, SentMessage, Subject } from './model-conformance-wire.ts'

const system = 'Answer like a pirate.'
const session = 'conformance-session'

const history: Turn[] = [
  { role: 'user', text: 'Is it blue?' },
  { role: 'assistant', text: 'Yes, it is.' },
  { role: 'user', text: 'Is it far?' },
  { role: 'assistant', text: 'No, it is not.' },
]

/** Begins with the assistant, has blank turns, and its roles do not alternate. */
const unruly: Turn[] = [
  { role: 'assistant', text: 'How can I help?' },
  { role: 'user', text: 'Is it blue?' },
  { role: 'user', text: 'Or is it green?' },
  { role: 'assistant', text: ' \n' },
  { role: 'assistant', text: 'It is blue.' },
  { role: 'assistant', text: 'Mostly.' },
  { role: 'user', text: '' },
]

/** Which fields of a prompt are in the request. The model must refuse any it does not honour. */
export const promptChecks = (subject: Subject): ConformanceCheck[] => {
  const messagesOf = ({ body }: SentRequest) => subject.wire.messages(JSON.parse(String(body)))

  /** Checks the request that the model sends, unless it refuses the field. */
  const sending = async (
    prompt: Partial<Prompt>,
    field: PromptField | undefined,
    look: (request: SentRequest) => void,
  ) => {
    const request = await requestFor(subject, prompt, field)
    if (request) look(request)
  }

  return [
    {
      name: 'sends the question last',
      run: () => sending({}, undefined, (request) => checkQuestion(messagesOf(request))),
    },
    {
      name: 'sends the system, or refuses it',
      run: () => sending({ system }, 'system', (request) => checkSystem(messagesOf(request))),
    },
    {
      name: 'sends the history in its order, or refuses it',
      run: () => sending({ history }, 'history', (request) => checkHistory(messagesOf(request))),
    },
    {
      name: 'sends the session, or refuses it',
      run: () => sending({ session }, 'session', checkSession),
    },
    {
      name: 'sends alternating roles, whatever the history',
      run: () =>
        sending({ history: unruly }, 'history', (request) => checkRoles(messagesOf(request))),
    },
    {
      name: 'sends only well-formed Unicode',
      run: async () => {
        const text = 'half of an emoji: \uD83D'
        await sending({ user: text }, undefined, checkUnicode)
        await sending({ system: text }, 'system', checkUnicode)
        await sending({ history: [{ role: 'user', text }] }, 'history', checkUnicode)
      },
    },
  ]
}

/**
 * The one request that the model sends for a prompt; undefined if it refuses the field.
 *
 * @param field the field that it may refuse
 */
async function requestFor(
  subject: Subject,
  prompt: Partial<Prompt>,
  field: PromptField | undefined,
): Promise<SentRequest | undefined> {
  const named = field ?? 'question'
  return onStage(subject, { prompt, script: saying(subject.wire, 'Aye.') }, async (stage) => {
    const { failure } = await stage.read(`The answer to a prompt with a ${named} does not end`)
    if (failure && field && isRefusal(failure.error, field)) {
      const { length } = stage.requests
      assert.ok(length === 0, `The model refuses the ${field} of the prompt, but also sends it`)
      return undefined
    }
    if (failure) throw broken(`The model fails on a prompt with a ${named}`, failure.error)
    assert.ok(stage.requests.length === 1, 'The model does not send exactly one request')
    return stage.requests[0]
  })
}

function isRefusal(error: unknown, field: PromptField): boolean {
  return error instanceof TypeError && error.message.includes(field)
}

function checkQuestion(messages: readonly SentMessage[]): void {
  const last = messages.at(-1)
  assert.ok(
    last?.role === 'user' && last.text.includes(question),
    'The last message of the request is not the question',
  )
}

function checkSystem(messages: readonly SentMessage[]): void {
  const isSent = messages.some(({ role, text }) => role === 'system' && text.includes(system))
  assert.ok(isSent, 'The model silently drops the system of the prompt')
  checkQuestion(messages)
}

function checkSession({ path, headers, body }: SentRequest): void {
  const isSent = [path, JSON.stringify(headers), String(body)].join().includes(session)
  assert.ok(isSent, 'The model silently drops the session of the prompt')
}

function checkHistory(messages: readonly SentMessage[]): void {
  let from = 0
  for (const { role, text } of history) {
    const at = messages.findIndex((message) => message.role === role && message.text.includes(text))
    assert.ok(at >= 0, 'The model drops turns of the history')
    assert.ok(at >= from, 'The model sends the turns of the history in another order')
    from = at
  }
  checkQuestion(messages)
}

function checkRoles(messages: readonly SentMessage[]): void {
  const turns = messages.filter(({ role }) => role !== 'system')
  const isAlternating = turns.every(({ role }, at) => role === (at % 2 ? 'assistant' : 'user'))
  assert.ok(isAlternating, 'The roles of the request do not alternate, beginning with the user')
  assert.ok(
    turns.every(({ text }) => text.trim() !== ''),
    'The request has a blank message',
  )
  checkQuestion(messages)
}

function checkUnicode({ body }: SentRequest): void {
  JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body), (key, value) => {
    const isWellFormed = typeof value !== 'string' || value.isWellFormed()
    assert.ok(isWellFormed, `The request has half of a surrogate pair in ${key}`)
    return value
  })
}
