import { createHash } from 'node:crypto'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { randomFrom } from '../../twin/services/random.ts'
import { now } from '../clock.ts'
import { readStamp } from './stamp.ts'
import type { Sample } from './summary.ts'

export type UsersOptions = {
  url: string
  /** An ID token. */
  token: string
  /** How many use it at the same time. */
  users: number
  /** How long a user reads an answer before the next message, on average; from half of it to half as long again. */
  readingMs: number
  /** For how long new messages are sent. */
  ms: number
}

const body = JSON.stringify({ message: 'I have an exam tomorrow, and I cannot sleep.' })

/** Lets users talk to the motivator, and waits until all messages are answered. */
export const talk = async ({
  url,
  token,
  users,
  readingMs,
  ms,
}: UsersOptions): Promise<Sample[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: users })
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
  }
  const endsAt = now() + ms
  const samples: Sample[] = []
  const random = randomFrom(1)
  const user = async () => {
    // They do not all begin at once.
    await setTimeout(random() * readingMs)
    while (now() < endsAt) {
      samples.push(await ask(`${url}/api/v1/chat`, headers, agent))
      await setTimeout((0.5 + random()) * readingMs)
    }
  }
  await Promise.all(Array.from({ length: users }, user))
  agent.destroy()
  return samples
}

async function ask(url: string, headers: Record<string, string>, agent: Agent): Promise<Sample> {
  const startedAt = now()
  const answered = Promise.withResolvers<[status: number, body: string]>()
  request(url, { method: 'POST', headers, agent }, (response) => {
    text(response).then(
      (body) => answered.resolve([response.statusCode ?? 0, body]),
      answered.reject,
    )
  })
    .on('error', answered.reject)
    .end(body)
  try {
    const [status, answer] = await answered.promise
    const totalMs = now() - startedAt
    const modelMs = readStamp(answer)
    // Without the model's stamp it is a curated answer, or no answer at all.
    if (status !== 200 || modelMs === undefined) return { fault: `HTTP ${status}` }
    return { totalMs, modelMs }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
