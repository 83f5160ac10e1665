import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Heard, wiredModels } from '../../test/support/wired-models.ts'
import type { ModelServer } from '../../twin/services/model-server.ts'
import type { Prompt, Turn } from '../answer/answer.ts'

const user = (text: string): Turn => ({ role: 'user', text })
const assistant = (text: string): Turn => ({ role: 'assistant', text })

describe.each(wiredModels)('$name', ({ name, honours, start, make, answer, heard }) => {
  let server: ModelServer<unknown>
  const asked: Heard[] = []
  beforeAll(async () => {
    server = await start()
    server.script((request, writer) => {
      asked.push(heard(request))
      return writer.write(answer('Ok.'))
    })
  })
  afterAll(() => server.close())

  const ask = (prompt: Partial<Prompt>) => {
    const whole = { system: '', user: 'now', ...prompt }
    return make(server.url).answer(whole, { signal: new AbortController().signal })
  }

  /** The parts of a prompt that the provider receives. */
  const told = async (prompt: Partial<Prompt>) => {
    asked.length = 0
    await Array.fromAsync(ask(prompt))
    expect(asked).toHaveLength(1)
    return asked[0] as Heard
  }

  it('sends the question', async () => {
    expect(await told({ user: 'Why?' })).toEqual({ system: '', turns: [['user', 'Why?']] })
  })

  it('sends the history before the question, oldest turn first', async () => {
    const history = [user('one'), assistant('two'), user('three'), assistant('four')]
    expect((await told({ history })).turns).toEqual([
      ['user', 'one'],
      ['assistant', 'two'],
      ['user', 'three'],
      ['assistant', 'four'],
      ['user', 'now'],
    ])
  })

  it('alternates the roles by joining unanswered questions with the next one', async () => {
    const history = [user('one'), user('two'), assistant('three'), user('four')]
    const { turns } = await told({ history })
    expect(turns.map(([role]) => role)).toEqual(['user', 'assistant', 'user'])
    expect(turns.flatMap(([, ...texts]) => texts.join('\n\n').split('\n\n'))).toEqual([
      'one',
      'two',
      'three',
      'four',
      'now',
    ])
  })

  it('begins with the user and leaves out blank turns', async () => {
    expect((await told({ history: [assistant('zero')] })).turns).toEqual([['user', 'now']])
    expect((await told({ history: [user(' '), assistant(' \n'), user('')] })).turns).toEqual([
      ['user', 'now'],
    ])
    const history = [assistant('zero'), user('one'), assistant(''), assistant('two')]
    expect((await told({ history })).turns).toEqual([
      ['user', 'one'],
      ['assistant', 'two'],
      ['user', 'now'],
    ])
  })

  it('sends only well-formed text', async () => {
    const lone = 'a\ud83d'
    const fields: Partial<Prompt> = { user: lone, history: [user(lone), assistant(`\udca1b`)] }
    const rules = honours.includes('system') ? { system: lone } : {}
    const said = await told({ ...fields, ...rules })
    expect(said.turns).toEqual([
      ['user', 'a\ufffd'],
      ['assistant', '\ufffdb'],
      ['user', 'a\ufffd'],
    ])
    if (honours.includes('system')) expect(said.system).toBe('a\ufffd')
  })

  it.each(['', ' \n\t', '\u3000'])(
    'refuses the blank question %j without a request',
    async (blank) => {
      const { requests } = server
      await expect(Array.fromAsync(ask({ user: blank }))).rejects.toMatchObject({
        statusCode: 422,
        code: 'prompt_refused',
        cause: { package: `middy-chat/models/${name}`, why: 'blank' },
      })
      expect(server.requests).toBe(requests)
    },
  )

  const fields = {
    system: { system: 'You are kind.' },
    history: { history: [user('one'), assistant('two')] },
    session: { session: 'chat-1' },
  } satisfies Record<string, Partial<Prompt>>

  it.each(Object.entries(fields))('sends or refuses the %s', async (field, prompt) => {
    if (honours.some((each) => each === field)) {
      await told(prompt)
      return
    }
    expect(() => ask(prompt)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: `middy-chat/models/${name}: this model does not take the prompt's ${field}`,
        cause: { package: `middy-chat/models/${name}` },
      }),
    )
  })

  it('refuses an unknown field', () => {
    expect(() => ask({ sytem: 'You are kind.' } as never)).toThrow("the prompt's sytem")
    expect(() => ask({ files: ['a.txt'] } as never)).toThrow("the prompt's files")
  })

  it('treats an empty field as absent', async () => {
    const empty = { system: '', history: [], session: undefined, files: [] }
    expect(await told(empty as never)).toEqual({
      system: '',
      turns: [['user', 'now']],
    })
  })
})
