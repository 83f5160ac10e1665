import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Result } from './report.ts'

export const requestTimeoutMs = 60_000
// A buffered answer arrives all at once; a model takes longer than this to write one.
const leastSpreadMs = 100

/** The headers that origin access control needs for this body. */
export const signed = (body: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
})

export function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Response> {
  return fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    redirect: 'error',
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
}

export function preflight(url: string, origin: string): Promise<Response> {
  return send('OPTIONS', url, {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,x-amz-content-sha256',
  })
}

/** Fails with the code of our own error, which explains a refusal; other text is CloudFront's. */
export async function succeeds(response: Response, status = 200): Promise<void> {
  if (response.status === status) return
  const { error } = (await response.json().catch(() => ({}))) as { error?: string }
  assert.fail(`status ${response.status}${error ? `, ${error}` : ''}`)
}

/** Fails unless the answer streams to its end. The value is the whole stream. */
export async function streamsAnswer(
  url: string,
  body: string,
  token: string,
): Promise<Result<string>> {
  const start = performance.now()
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` }
  const response = await send('POST', url, { ...signed(body), ...headers }, body)
  await succeeds(response)
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
  const say = `${arrivals.length} chunks, the first after ${Math.round(first)} ms, the last ${Math.round(spread)} ms later`
  return { say, value: text }
}
