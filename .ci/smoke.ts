// Checks the deployed stack over the network after an apply: for each function that is on, a
// signed-in user's answer streams through CloudFront, and every way around it is closed. Prints one
// line per check, and never the token or the password. Usage: node .ci/smoke.ts, with
//
//   SMOKE_ENDPOINT           URL of the tutor, e.g. https://d111111abcdef8.cloudfront.net/chatbot
//   SMOKE_CHAT_ENDPOINT      URL of the stored chats, …/chat; without it those checks are skipped
//   SMOKE_PUBLIC_CHAT_ENDPOINT
//                            URL of the public chat, …/chat; the same
//   SMOKE_MOTIVATOR_ENDPOINT URL of the motivator, …/api/v1/chat; the same
//   SMOKE_FUNCTION_URL, SMOKE_CHAT_FUNCTION_URL, SMOKE_MOTIVATOR_FUNCTION_URL
//                            the bare Function URLs, which must refuse; without them skipped
//   SMOKE_ORIGIN             an origin that the distribution allows (default: the endpoint's own)
//   SMOKE_ID_TOKEN           an ID token; or, to sign in:
//   SMOKE_REGION, SMOKE_CLIENT_ID, SMOKE_USERNAME, SMOKE_PASSWORD
//                            an app client with USER_PASSWORD_AUTH and no secret, and one of its users
//   SMOKE_CHAT_TOKEN         a token for the stored chats, if they do not take the user pool's
//   SMOKE_WAIT_SECONDS       how long CloudFront's new permission may take to take effect (default: 90)
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { encourages, isHealthy } from './smoke/motivator.ts'
import { check, exit, finish, skip } from './smoke/report.ts'
import { preflight, send, signed, streamsAnswer, succeeds } from './smoke/requests.ts'
import { signIn } from './smoke/sign-in.ts'

const {
  SMOKE_ENDPOINT: tutorUrl = '',
  SMOKE_CHAT_ENDPOINT: chatUrl = '',
  SMOKE_PUBLIC_CHAT_ENDPOINT: publicChatUrl = '',
  SMOKE_MOTIVATOR_ENDPOINT: motivatorUrl = '',
  SMOKE_FUNCTION_URL: tutorFunctionUrl = '',
  SMOKE_CHAT_FUNCTION_URL: chatFunctionUrl = '',
  SMOKE_MOTIVATOR_FUNCTION_URL: motivatorFunctionUrl = '',
  SMOKE_ORIGIN: origin,
  SMOKE_WAIT_SECONDS: waitSeconds = '90',
} = process.env
if (!URL.canParse(tutorUrl)) exit('SMOKE_ENDPOINT is not a URL.')
if (chatUrl !== '' && !URL.canParse(chatUrl)) exit('SMOKE_CHAT_ENDPOINT is not a URL.')
if (publicChatUrl !== '' && !URL.canParse(publicChatUrl)) {
  exit('SMOKE_PUBLIC_CHAT_ENDPOINT is not a URL.')
}
if (motivatorUrl !== '' && !URL.canParse(motivatorUrl)) {
  exit('SMOKE_MOTIVATOR_ENDPOINT is not a URL.')
}
if (!(Number(waitSeconds) >= 0)) exit('SMOKE_WAIT_SECONDS is not a number.')

const question = JSON.stringify({
  problemDetails: {
    title: 'Two Sum',
    description: 'Return the positions of the two numbers that add up to the target.',
  },
  userCode: 'def two_sum(nums, target):\n    pass\n',
  history: [],
  query: 'In a few sentences: how do I begin, and what does a hash map help with?',
})
const prompt = JSON.stringify({ prompt: 'In a few sentences: what does a hash map help with?' })

await isClosed('the tutor', tutorUrl, question, tutorFunctionUrl, 'missing_token')
if (chatUrl) await isClosed('the chats', chatUrl, prompt, chatFunctionUrl, 'Missing id_token')
if (motivatorUrl) {
  const message = JSON.stringify({ message: 'I am tired.' })
  await isClosed('the motivator', motivatorUrl, message, motivatorFunctionUrl, 'missing_token')
  await isHealthy(motivatorUrl)
}

const { SMOKE_ID_TOKEN: given, SMOKE_CHAT_TOKEN: givenForChats } = process.env
if (given) skip('a user signs in', 'SMOKE_ID_TOKEN is set')
const token = given?.trim() || (await check('a user signs in', signIn))
if (token) {
  await check('the tutor: an answer streams', () => streamsAnswer(tutorUrl, question, token))
} else {
  skip('the tutor: an answer streams', 'there is no token')
}

const chatToken = givenForChats?.trim() || token
if (!chatUrl) skip('the chats', 'SMOKE_CHAT_ENDPOINT is not set')
else if (!chatToken) skip('the chats: an answer streams', 'there is no token')
else await storesChat(chatUrl, chatToken)

if (!motivatorUrl) skip('the motivator', 'SMOKE_MOTIVATOR_ENDPOINT is not set')
else if (!token) skip('the motivator: a message is answered with a verse', 'there is no token')
else await encourages(motivatorUrl, token)

if (publicChatUrl) await answersAnybody(publicChatUrl)
else skip('the public chat', 'SMOKE_PUBLIC_CHAT_ENDPOINT is not set')

finish()

/** Every request that must be refused, is; `missing` is the error of one without a token. */
async function isClosed(
  name: string,
  url: string,
  body: string,
  functionUrl: string,
  missing: string,
) {
  await check(`${name}: without a token it is 401, in JSON`, async () => {
    // Right after the first apply, CloudFront may not be able to invoke the function yet.
    const deadline = Date.now() + Number(waitSeconds) * 1_000
    let response = await send('POST', url, signed(body), body)
    while (response.status === 403 && Date.now() < deadline) {
      await response.body?.cancel()
      await sleep(3_000)
      response = await send('POST', url, signed(body), body)
    }
    assert.equal(response.status, 401)
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
    const { error } = (await response.json()) as { error?: string }
    assert.equal(error, missing)
  })

  await check(`${name}: without the hash of its body it is 403`, async () => {
    const response = await send('POST', url, { 'content-type': 'application/json' }, body)
    assert.equal(response.status, 403)
  })

  await check(`${name}: a preflight from ${origin ?? 'its own origin'} is 204`, async () => {
    const response = await preflight(url, origin ?? new URL(url).origin)
    assert.equal(response.status, 204)
    if (origin) assert.equal(response.headers.get('access-control-allow-origin'), origin)
  })

  await check(`${name}: a preflight from another origin is 403`, async () => {
    const response = await preflight(url, 'https://not-allowed.example')
    assert.equal(response.status, 403)
  })

  if (functionUrl) {
    await check(`${name}: the bare Function URL is 403`, async () => {
      const response = await send('POST', functionUrl, signed(body), body)
      assert.equal(response.status, 403)
    })
  } else {
    skip(`${name}: the bare Function URL is 403`, 'its URL is not set')
  }
}

/** A chat is answered, stored, read and deleted again. */
async function storesChat(url: string, bearer: string) {
  const authorization = { authorization: `Bearer ${bearer}` }
  const stream = await check('the chats: an answer streams', () =>
    streamsAnswer(url, prompt, bearer),
  )
  const [, id] = /^event: chat\ndata: .*?"id":"([0-9a-f-]{36})"/m.exec(stream ?? '') ?? []
  if (!id) return skip('the chats: a chat is stored and deleted', 'the stream names no chat')
  const stored = new URL(`/chats/${id}`, url).href

  await check('the chats: a chat is stored', async () => {
    const response = await send('GET', stored, authorization)
    await succeeds(response)
    const { chat } = (await response.json()) as { chat: { messages: unknown[] } }
    assert.equal(chat.messages.length, 2, 'a question and an answer')
  })

  await check('the chats: a chat is renamed', async () => {
    const body = JSON.stringify({ title: 'A smoke test' })
    const response = await send('PATCH', stored, { ...signed(body), ...authorization }, body)
    await succeeds(response)
    const { chat } = (await response.json()) as { chat: { title: string } }
    assert.equal(chat.title, 'A smoke test')
  })

  await check('the chats: a chat is deleted', async () => {
    await succeeds(await send('DELETE', stored, authorization), 204)
    const response = await send('GET', stored, authorization)
    assert.equal(response.status, 404)
  })
}

/** Without a sign-in: an answer in JSON, and a refusal, each with what is left of the limit. */
async function answersAnybody(url: string) {
  const ask = (message: object) => {
    const body = JSON.stringify(message)
    return send('POST', url, { ...signed(body), accept: 'application/json' }, body)
  }

  await check('the public chat: without a message it is 400', async () => {
    const response = await ask({})
    assert.equal(response.status, 400)
    const { error } = (await response.json()) as { error?: string }
    assert.equal(error, 'Missing message')
    assert.match(response.headers.get('x-ratelimit-remaining') ?? '', /^\d+$/)
  })

  await check('the public chat: anybody is answered', async () => {
    const response = await ask({ message: 'In one sentence: what does a hash map help with?' })
    await succeeds(response)
    const answer = (await response.json()) as { response?: string; model?: string }
    assert.ok(answer.response, 'the answer has no text')
    assert.ok(answer.model, 'the answer names no model')
    return {
      say: `${answer.model}, ${response.headers.get('x-ratelimit-remaining')} more in this minute`,
    }
  })
}
