import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { createKeys, publicJwks } from '../twin/services/tokens.ts'
import { chatbotQueryBase, chatbotQueryCases } from './events/cases.ts'
import { chatBase, chatCases } from './events/chat-cases.ts'
import { recordEvent } from './events/record.ts'

// The private keys are forgotten when this ends: nobody can sign for the pool of the events.
const keys = await createKeys()
const folder = new URL('../events/', import.meta.url)
const recordings = {
  'chatbot-query': { base: chatbotQueryBase, cases: chatbotQueryCases },
  chat: { base: chatBase, cases: chatCases },
}
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`

await mkdir(new URL('keys/', folder), { recursive: true })
for (const file of await readdir(folder)) {
  if (file.endsWith('.json')) await rm(new URL(file, folder))
}
await writeFile(new URL('keys/jwks.json', folder), json(publicJwks(keys)))
for (const [functionName, { base, cases }] of Object.entries(recordings)) {
  for (const [name, eventCase] of Object.entries(cases)) {
    const file = `${functionName}.${name}`
    const event = recordEvent(file, { ...base, ...eventCase }, keys)
    await writeFile(new URL(`${file}.json`, folder), json(event))
  }
  console.log(`${Object.keys(cases).length} events of ${functionName}, signed with a new key`)
}
