import middy from '@middy/core'
import { eventStream, streaming } from '../../middlewares/event-stream.ts'
import { jsonAnswer } from '../../middlewares/json-answer.ts'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import type { AnswerEvent, HandlerResult } from '../../src/answer/answer.ts'
import { canned } from '../../src/models/canned.ts'

const model = canned(() => 'Later.')
const prompt = { system: '', user: '' }

async function* events(): AsyncGenerator<AnswerEvent> {
  yield { type: 'text', text: 'Hello' }
  yield { type: 'finish', reason: 'stop' }
}
async function* strings() {
  yield 'Hello'
}

const stream = middy(streaming).use(jsonErrors()).use(eventStream())
stream.handler(events)
stream.handler(() => ({ statusCode: 201, headers: { 'x-own': '1' }, body: events() }))
stream.handler(async () => ({ statusCode: 204 }))
stream.handler((_event, { signal }) => model.answer(prompt, { signal }))
stream.handler(async function* () {
  yield { type: 'text', text: 'Hello' }
  yield { type: 'finish', reason: 'stop' }
})
stream.use(jsonAnswer()).handler(async (_event, { signal }) => model.answer(prompt, { signal }))

// @ts-expect-error an answer yields events
stream.handler(strings)
// @ts-expect-error also in a response
stream.handler(() => ({ statusCode: 200, body: strings() }))
// @ts-expect-error it is text
stream.handler(async function* () {
  yield { type: 'text', txt: 'Hello' }
})
// @ts-expect-error there is no such event
stream.handler(async function* () {
  yield { type: 'text-delta', text: 'Hello' }
})
// @ts-expect-error an answer is an async iterable
stream.handler(function* () {
  yield { type: 'text', text: 'Hello' }
})
// @ts-expect-error it is not called
stream.handler(() => events)
// @ts-expect-error nobody makes JSON of it
stream.handler(() => ({ said: 'Hello' }))

const whole = middy<unknown, HandlerResult>().use(jsonErrors()).use(jsonAnswer())
whole.handler(events)
whole.handler((_event, { signal }) => model.answer(prompt, { signal }))
// @ts-expect-error an answer yields events
whole.handler(strings)
// @ts-expect-error also in a response
whole.handler(async () => ({ statusCode: 200, body: strings() }))
