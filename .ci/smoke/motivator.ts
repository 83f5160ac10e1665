import assert from 'node:assert/strict'
import { check } from './report.ts'
import { send, signed, succeeds } from './requests.ts'

const message = 'I am anxious about an exam tomorrow.'

/** Without a sign-in: the motivator is there, and its breaker is closed. */
export async function isHealthy(url: string): Promise<void> {
  await check('the motivator: it is healthy, without a token', async () => {
    const response = await send('GET', new URL('/api/v1/health', url).href, {})
    await succeeds(response)
    const { status } = (await response.json()) as { status?: string }
    assert.equal(status, 'healthy')
    return undefined
  })
}

/** A message is answered with a verse by the model, and the answer is found helpful. */
export async function encourages(url: string, bearer: string): Promise<void> {
  const post = (path: string, content: object) => {
    const body = JSON.stringify(content)
    const authorization = { authorization: `Bearer ${bearer}`, accept: 'application/json' }
    return send('POST', new URL(path, url).href, { ...signed(body), ...authorization }, body)
  }

  const session = await check('the motivator: a message is answered with a verse', async () => {
    const response = await post(url, { message })
    await succeeds(response)
    const answer = (await response.json()) as {
      emotion?: string
      bible_verse?: { reference?: string; text?: string }
      session_id?: string
      degraded?: boolean
    }
    assert.ok(answer.bible_verse?.text, 'the answer has no verse')
    assert.ok(!answer.degraded, 'the answer is not the model’s, but a prepared one')
    return { say: `${answer.emotion}, ${answer.bible_verse.reference}`, value: answer }
  })
  if (!session) return

  await check('the motivator: feedback is recorded', async () => {
    const { session_id, emotion } = session
    const response = await post('/api/v1/feedback', { session_id, emotion, helpful: true })
    await succeeds(response)
    assert.deepEqual(await response.json(), { status: 'recorded' })
    return undefined
  })
}
