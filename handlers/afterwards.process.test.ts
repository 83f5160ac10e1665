import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeRecordedChats } from '../scripts/events/recorded-chats.ts'
import { childEnv } from '../test/support/child-env.ts'
import { type ChatPart, startChatPart } from '../twin/chat-part.ts'
import { type Cloud, pool, startCloud } from '../twin/cloud.ts'
import { startIssuer } from '../twin/services/issuer.ts'

const read = (file: string) => readFileSync(new URL(`../events/${file}`, import.meta.url), 'utf8')
const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))

let chats: ChatPart
let cloud: Cloud
beforeAll(async () => {
  chats = await startChatPart()
  const issuer = await startIssuer({ ...pool, jwks: JSON.parse(read('keys/jwks.json')) })
  cloud = await startCloud(issuer, { paceMs: 0, parts: [chats] })
  await writeRecordedChats(chats)
})
afterAll(() => cloud.close())

describe('nothing keeps the process alive', () => {
  it.for([
    ['chat', 'an answer', 'ok'],
    ['chat', 'a refused request', 'no-token'],
    ['chat', 'a list', 'list'],
    ['chat', 'a model that fails', 'rehearse-429'],
    ['chat', 'an answer that is cut', 'rehearse-cut'],
    ['public-chat', 'an answer', 'ok'],
    ['public-chat', 'a refused request', 'missing-message'],
    ['chatbot-query', 'an answer', 'ok'],
    ['chatbot-query', 'a refused request', 'no-token'],
    ['chatbot-query', 'a model that fails', 'rehearse-429'],
    ['chatbot-query', 'an answer that is cut', 'rehearse-cut'],
  ])('of %s after %s', async ([handler, _name, event]) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        pathOf('../test/support/run-once.ts'),
        pathOf(`${handler}.ts`),
        read(`${handler}.${event}.json`),
      ],
      { env: { ...childEnv, ...cloud.environment }, timeout: 30_000 },
    )
    expect(stdout).toContain('"statusCode"')
    // What is left behind would be a connection that is kept for 5 s, or a timer of many seconds.
    expect(Number(/^ended (\d+) ms later$/m.exec(stdout)?.[1])).toBeLessThan(4_000)
  })
})
