import { recordedFailures } from '../../twin/services/failures.ts'
import type { EventCase } from './event-case.ts'
import { questionOf, recordedChats } from './recorded-chats.ts'

const json = { accept: 'application/json' }
const stream = { accept: 'text/event-stream' }

const ask = (body: object, headers: EventCase['headers'] = json): EventCase => ({
  body: JSON.stringify(body),
  headers,
})
const get = (path: string): EventCase => ({ method: 'GET', path, headers: json })
const remove = (path: string): EventCase => ({ ...get(path), method: 'DELETE' })

const rename = ({ id }: { id: string }, title: unknown): EventCase => ({
  ...ask({ title }),
  method: 'PATCH',
  path: `/chats/${id}`,
})

const good = { prompt: 'Where do I start?' }
const { ofLearner, toContinue, toRemove, toRename, toReplace, ofLearner2 } = recordedChats
const nowhere = '00000000-0000-4000-8000-000000000000'
const ofQuestion = '9f0d2a44-3c1e-4f6b-8a57-1f2e3d4c5b6a'

/** What every recorded request to `chat` contains unless its case overrides it. */
export const base: EventCase = {
  path: '/chat',
  tokenHeader: 'id_token',
  ...ask(good),
}

/** All recorded requests to `chat`, by name. */
export const cases: Record<string, EventCase> = {
  ok: {},
  streaming: ask(good, stream),
  'any-type': ask(good, { accept: '*/*' }),
  'goes-on': ask({ prompt: 'And then?', chat_id: ofLearner.id }),
  'id-in-upper-case': ask({ prompt: 'And then?', chat_id: toContinue.id.toUpperCase() }),
  'null-chat-id': ask({ ...good, chat_id: null }),
  'byte-order-mark': { body: `\ufeff${JSON.stringify(good)}` },
  bare: { bare: true },
  'rest-api': { front: 'rest-api', tokenHeader: 'authorization' },
  'rest-api-streaming': { front: 'rest-api', ...ask(good, stream) },
  'rest-api-read': { front: 'rest-api', ...get(`/chats/${ofLearner2.id}`), user: 'learner2' },
  'rest-api-list-bad-cursor': { front: 'rest-api', ...get('/chats'), query: 'cursor=a' },
  'rest-api-streaming-rehearse-429': {
    front: 'rest-api',
    ...ask({ prompt: `${good.prompt} /rehearse 429` }, stream),
  },
  'token-in-authorization': { tokenHeader: 'authorization' },

  'no-token': { token: 'none' },
  expired: { token: 'expired' },
  'access-token': { token: 'access' },
  tampered: { token: 'tampered' },
  'alg-none': { token: 'alg-none' },
  'alg-confusion': { token: 'alg-confusion' },
  'two-tokens': { token: 'two' },
  'no-email': { token: 'no-email' },
  'bearer-in-id-token': { headers: { ...json, id_token: 'Bearer a.b.c' } },

  'missing-prompt': ask({}),
  'empty-prompt': ask({ prompt: '' }),
  'wrong-type': ask({ prompt: 42 }),
  'long-prompt': ask({ prompt: 'x'.repeat(16_001) }),
  'bad-chat-id': ask({ ...good, chat_id: 'a#b' }),
  'malformed-json': { body: '{' },
  'wrong-content-type': { headers: { ...json, 'content-type': 'text/plain' } },
  oversized: ask({ prompt: 'x'.repeat(128 * 1024) }),

  'names-its-question': ask({ ...good, question_id: ofQuestion }),
  replaces: ask({ ...good, chat_id: toReplace.id, replaces: questionOf(toReplace) }),
  'replaces-earlier': ask({ ...good, chat_id: toReplace.id, replaces: ofQuestion }),
  'bad-question-id': ask({ ...good, question_id: 'a#b', replaces: 7 }),

  'unknown-chat': ask({ ...good, chat_id: nowhere }),
  'foreign-chat': ask({ ...good, chat_id: ofLearner2.id }),

  list: { ...get('/chats'), user: 'learner2' },
  'list-bad-cursor': { ...get('/chats'), query: 'cursor=a' },
  read: { ...get(`/chats/${ofLearner2.id}`), user: 'learner2' },
  'read-in-upper-case': { ...get(`/chats/${ofLearner2.id.toUpperCase()}`), user: 'learner2' },
  'read-foreign': get(`/chats/${ofLearner2.id}`),
  'read-unknown': get(`/chats/${nowhere}`),
  'read-no-token': { ...get(`/chats/${ofLearner2.id}`), token: 'none' },
  rename: rename(toRename, '그래프'),
  'rename-foreign': rename(ofLearner2, 'Mine'),
  'rename-without-title': rename(toRename, ' '),
  remove: remove(`/chats/${toRemove.id}`),
  'remove-foreign': remove(`/chats/${ofLearner2.id}`),
  'unknown-route': { path: '/chat/again' },

  ...Object.fromEntries(
    recordedFailures.flatMap((name) => {
      const failing = { prompt: `${good.prompt} /rehearse ${name}` }
      return [
        [`rehearse-${name}`, ask(failing)],
        [`streaming-rehearse-${name}`, ask(failing, stream)],
      ]
    }),
  ),
}
