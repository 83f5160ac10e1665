import { recordedFailures } from '../../twin/services/failures.ts'
import { users } from '../../twin/services/tokens.ts'
import type { EventCase } from './event-case.ts'

const json = { accept: 'application/json' }
const stream = { accept: 'text/event-stream' }

const good = {
  message: 'I am so anxious about my exam tomorrow that I cannot sleep.',
  session_id: '5b0c11a5-91f7-4b0e-a1b5-00000000000a',
}
const korean = '내일이 시험이라 너무 불안해서 잠이 안 와요.'

const ask = (body: object, headers: EventCase['headers'] = json): EventCase => ({
  body: JSON.stringify(body),
  headers,
})
const say = (message: string, headers?: EventCase['headers']): EventCase =>
  ask({ ...good, message }, headers)

const health: EventCase = { method: 'GET', path: '/api/v1/health', headers: json }
const opinion = { session_id: good.session_id, helpful: true, emotion: 'anxious' }
const feedback = (body: object): EventCase => ({ ...ask(body), path: '/api/v1/feedback' })

/** What every recorded request to `motivator` contains unless its case overrides it. */
export const base: EventCase = { path: '/api/v1/chat', ...ask(good) }

/** All recorded requests to `motivator`, by name. */
export const cases: Record<string, EventCase> = {
  ok: {},
  streaming: ask(good, stream),
  'any-type': ask(good, { accept: '*/*' }),
  'new-session': ask({ message: good.message }),
  'null-fields': ask({ ...good, session_id: null, user_id: null, locale: null }),
  'base64-body': { headers: { ...json, 'content-type': 'application/vnd.example+json' } },
  korean: ask({ ...good, message: korean, locale: 'ko-KR' }),
  'korean-by-header': say(korean, { ...json, 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' }),
  'streaming-korean': ask({ ...good, message: korean, locale: 'ko' }, stream),
  'own-user-id': ask({ ...good, user_id: users.learner.sub }),
  'foreign-user-id': ask({ ...good, user_id: users.learner2.sub }),
  'rest-api': { front: 'rest-api' },
  'rest-api-streaming': { front: 'rest-api', ...ask(good, stream) },
  'rest-api-health': { front: 'rest-api', ...health },
  'rest-api-feedback': { front: 'rest-api', ...feedback(opinion) },

  'asks-for-a-verse': say('I am so worried. Please show me Philippians 4:6-7.'),
  'asks-for-a-verse-korean': ask({
    ...good,
    message: '너무 불안해요. 빌립보서 4장 6절을 보여 주세요.',
    locale: 'ko',
  }),
  'asks-for-another-verse': say('I feel lost. What does Leviticus 19:19 say?'),
  'self-harm': say('I want to kill myself.'),
  'self-harm-korean': ask({ ...good, message: '죽고 싶어요.', locale: 'ko' }),
  'self-harm-streaming': say('I want to kill myself.', stream),

  'no-token': { token: 'none' },
  expired: { token: 'expired' },
  'wrong-audience': { token: 'wrong-audience' },
  'wrong-issuer': { token: 'wrong-issuer' },
  'access-token': { token: 'access' },
  tampered: { token: 'tampered' },
  'alg-none': { token: 'alg-none' },
  'alg-confusion': { token: 'alg-confusion' },
  'unknown-key': { token: 'unknown-key' },
  'two-tokens': { token: 'two' },

  'missing-message': ask({}),
  'blank-message': say(' '),
  'long-message': say('x'.repeat(4_001)),
  'several-faults': ask({ message: 42, session_id: 'a#b', locale: 7, user_id: 7 }),
  'malformed-json': { body: '{' },
  'empty-body': { body: '' },
  oversized: say('x'.repeat(64 * 1024)),
  'wrong-content-type': { headers: { ...json, 'content-type': 'text/plain' } },

  // Behind CloudFront the last two would be refused at the edge.
  'unknown-route': { path: '/api/v1/verses' },
  'wrong-method': { front: 'function-url', method: 'GET' },
  'wrong-method-feedback': { front: 'function-url', method: 'GET', path: '/api/v1/feedback' },

  health,
  'health-no-token': { ...health, token: 'none' },
  'health-tampered': { ...health, token: 'tampered' },

  feedback: feedback({ ...opinion, user_comment: '덕분에 잘 잤어요.' }),
  'feedback-without-comment': feedback({ ...opinion, helpful: false }),
  'feedback-several-faults': feedback({ helpful: 'yes', emotion: 'hungry', user_comment: 1 }),
  'feedback-no-token': { ...feedback(opinion), token: 'none' },

  ...Object.fromEntries(
    recordedFailures.flatMap((name) => {
      const failing = `${good.message} /rehearse ${name}`
      return [
        [`rehearse-${name}`, say(failing)],
        [`streaming-rehearse-${name}`, say(failing, stream)],
      ]
    }),
  ),
}
