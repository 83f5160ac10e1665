import { text } from 'node:stream/consumers'
import { type Loopback, listen } from '../../twin/loopback.ts'
import { randomFrom } from '../../twin/services/random.ts'

/**
 * Stands in front of a DynamoDB on this machine, and fails at random, the same way for the same seed:
 * it throttles, loses the response of a request that was carried out, or is silent before or after it.
 */
export const startUnreliable = (url: string, seed: number): Promise<Loopback> => {
  const random = randomFrom(seed)
  return listen(async (request, response, gone) => {
    const body = await text(request)
    const luck = random()
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
}

/** Until the client gives up. */
function silence(gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    gone.addEventListener('abort', () => resolve())
  })
}
