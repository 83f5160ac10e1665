import { text } from 'node:stream/consumers'
import { type Loopback, listen } from '../../twin/loopback.ts'

/** A number whose request is carried out, and whose response is lost. */
export const lostResponse = 0.3

/**
 * Stands in front of a DynamoDB on this machine, and fails as a number between 0 and 1 says, one for
 * each request: it throttles, loses the response of a request that was carried out, or is silent before
 * or after it. From 0.4 on it works.
 */
export const startUnreliable = (url: string, lot: () => number): Promise<Loopback> =>
  listen(async (request, response, gone) => {
    const body = await text(request)
    const luck = lot()
    if (luck < 0.15) {
      const __type = 'ProvisionedThroughputExceededException'
      return response.writeHead(400).end(JSON.stringify({ __type }))
    }
    if (luck < 0.2) return silence(gone)
    const headers = { 'x-amz-target': String(request.headers['x-amz-target']) }
    const answer = await fetch(url, { method: 'POST', headers, body })
    const answered = await answer.text()
    if (luck < 0.35) return response.destroy()
    if (luck < 0.4) return silence(gone)
    return response.writeHead(answer.status).end(answered)
  })

/** Until the client gives up. */
function silence(gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    gone.addEventListener('abort', () => resolve())
  })
}
