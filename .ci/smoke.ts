// Checks the deployed stack over the network after an apply: a signed-in user's answer streams
// through CloudFront, and every way around it is closed. Prints one line per check, and never the
// token or the password. Usage: node .ci/smoke.ts, with
//
//   SMOKE_ENDPOINT      URL of the chat, e.g. https://d111111abcdef8.cloudfront.net/chatbot
//   SMOKE_FUNCTION_URL  the bare Function URL, which must refuse; without it that check is skipped
//   SMOKE_ORIGIN        an origin that the distribution allows (default: the endpoint's own)
//   SMOKE_ID_TOKEN      an ID token; or, to sign in:
//   SMOKE_REGION, SMOKE_CLIENT_ID, SMOKE_USERNAME, SMOKE_PASSWORD
//                       an app client with USER_PASSWORD_AUTH and no secret, and one of its users
//   SMOKE_WAIT_SECONDS  how long CloudFront's new permission may take to take effect (default: 90)
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

const requestTimeoutMs = 60_000
// A buffered answer arrives all at once; a model takes longer than this to write one.
const leastSpreadMs = 100

const {
  SMOKE_ENDPOINT: endpoint = '',
  SMOKE_FUNCTION_URL: functionUrl,
  SMOKE_ORIGIN: origin,
  SMOKE_WAIT_SECONDS: waitSeconds = '90',
} = process.env
if (!URL.canParse(endpoint)) exit('SMOKE_ENDPOINT is not a URL.')
if (!(Number(waitSeconds) >= 0)) exit('SMOKE_WAIT_SECONDS is not a number.')

const body = JSON.stringify({
  problemDetails: {
    title: 'Two Sum',
    description: 'Return the positions of the two numbers that add up to the target.',
  },
  userCode: 'def two_sum(nums, target):\n    pass\n',
  history: [],
  query: 'In a few sentences: how do I begin, and what does a hash map help with?',
})
const signed = {
  'content-type': 'application/json',
  'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
}

let failed = 0

await check('without a token it is 401, in JSON', async () => {
  // Right after the first apply, CloudFront may not be able to invoke the function yet.
  const deadline = Date.now() + Number(waitSeconds) * 1_000
  let response = await post(endpoint, signed)
  while (response.status === 403 && Date.now() < deadline) {
    await response.body?.cancel()
    await sleep(3_000)
    response = await post(endpoint, signed)
  }
  assert.equal(response.status, 401)
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
  const { error } = (await response.json()) as { error?: string }
  assert.equal(error, 'missing_token')
})

await check('without the hash of its body it is 403', async () => {
  const response = await post(endpoint, { 'content-type': 'application/json' })
  assert.equal(response.status, 403)
})

await check(`a preflight from ${origin ?? 'its own origin'} is 204`, async () => {
  const response = await preflight(origin ?? new URL(endpoint).origin)
  assert.equal(response.status, 204)
  if (origin) assert.equal(response.headers.get('access-control-allow-origin'), origin)
})

await check('a preflight from another origin is 403', async () => {
  const response = await preflight('https://not-allowed.example')
  assert.equal(response.status, 403)
})

if (functionUrl) {
  await check('the bare Function URL is 403', async () => {
    const response = await post(functionUrl, signed)
    assert.equal(response.status, 403)
  })
} else {
  console.log('skip  the bare Function URL is 403: SMOKE_FUNCTION_URL is not set')
}

const { SMOKE_ID_TOKEN: given } = process.env
if (given) console.log('skip  a user signs in: SMOKE_ID_TOKEN is set')
const token = given?.trim() || (await check('a user signs in', signIn))?.idToken
if (token) {
  await check('an answer streams', () => streamsAnswer(token))
} else {
  console.log('skip  an answer streams: there is no token')
}

console.log(failed === 0 ? 'The stack answers.' : `${failed} failed.`)
process.exitCode = failed === 0 ? 0 : 1

type Result = { say?: string; idToken?: string }

async function check(
  name: string,
  run: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  try {
    const result = await run()
    console.log(`ok    ${name}${result?.say ? `: ${result.say}` : ''}`)
    return result
  } catch (error) {
    failed += 1
    console.log(`FAIL  ${name}: ${reasonOf(error).replaceAll(/\s+/g, ' ')}`)
    return undefined
  }
}

/** An assertion shows the response. Others may quote the request: only their code is shown. */
function reasonOf(error: unknown): string {
  if (error instanceof assert.AssertionError) return error.message
  const { name, cause } = error as Error & { cause?: { code?: string } }
  return cause?.code ?? name
}

async function signIn(): Promise<Result> {
  const { SMOKE_REGION, SMOKE_CLIENT_ID, SMOKE_USERNAME, SMOKE_PASSWORD } = process.env
  const missing = ['SMOKE_REGION', 'SMOKE_CLIENT_ID', 'SMOKE_USERNAME', 'SMOKE_PASSWORD'].filter(
    (name) => !process.env[name],
  )
  assert.ok(missing.length === 0, `neither SMOKE_ID_TOKEN nor ${missing.join(', ')} is set`)

  const response = await fetch(`https://cognito-idp.${SMOKE_REGION}.amazonaws.com/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: SMOKE_CLIENT_ID,
      AuthParameters: { USERNAME: SMOKE_USERNAME, PASSWORD: SMOKE_PASSWORD },
    }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
  const {
    AuthenticationResult,
    ChallengeName,
    __type: type,
  } = (await response.json()) as {
    AuthenticationResult?: { IdToken?: string }
    ChallengeName?: string
    __type?: string
  }
  const idToken = AuthenticationResult?.IdToken
  assert.ok(idToken, `Cognito says ${type ?? ChallengeName ?? response.status}`)
  return { idToken }
}

async function streamsAnswer(idToken: string): Promise<Result> {
  const start = performance.now()
  const response = await post(endpoint, { ...signed, authorization: `Bearer ${idToken}` })
  if (response.status !== 200) {
    // The code of our own error explains the refusal; other text is CloudFront's and is left out.
    const { error } = (await response.json().catch(() => ({}))) as { error?: string }
    assert.fail(`status ${response.status}${error ? `, ${error}` : ''}`)
  }
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)

  let text = ''
  const arrivals: number[] = []
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    const known = arrivals.length
    const chunks = text.match(/^data: \{"chunk"/gm)?.length ?? 0
    for (let i = known; i < chunks; i += 1) arrivals.push(performance.now() - start)
  }
  const [, code] = /^event: error\ndata: .*"code":"(\w+)"/m.exec(text) ?? []
  assert.ok(!code, `the stream ends with the error ${code}`)
  assert.ok(text.endsWith('data: [DONE]\n\n'), 'the stream breaks off before data: [DONE]')
  assert.ok(arrivals.length > 1, `the answer is ${arrivals.length} chunks`)
  const [first = 0] = arrivals
  const spread = (arrivals.at(-1) ?? 0) - first
  assert.ok(spread >= leastSpreadMs, `${arrivals.length} chunks within ${Math.round(spread)} ms`)
  return {
    say: `${arrivals.length} chunks, the first after ${Math.round(first)} ms, the last ${Math.round(spread)} ms later`,
  }
}

function post(url: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
}

function preflight(from: string): Promise<Response> {
  return fetch(endpoint, {
    method: 'OPTIONS',
    headers: {
      origin: from,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-amz-content-sha256',
    },
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
}

function exit(message: string): never {
  console.error(message)
  process.exit(2)
}
