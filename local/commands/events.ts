import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { chatbotQueryCases } from '../events/cases.ts'
import { recordEvent } from '../events/record.ts'
import { createKeys, publicJwks } from '../services/tokens.ts'

// The private keys are forgotten when this ends: nobody can sign for the pool of the events.
const keys = await createKeys()
const folder = new URL('../../events/', import.meta.url)
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`

await mkdir(new URL('keys/', folder), { recursive: true })
for (const file of await readdir(folder)) {
  if (file.endsWith('.json')) await rm(new URL(file, folder))
}
await writeFile(new URL('keys/jwks.json', folder), json(publicJwks(keys)))
for (const [name, eventCase] of Object.entries(chatbotQueryCases)) {
  const file = `chatbot-query.${name}`
  await writeFile(new URL(`${file}.json`, folder), json(recordEvent(file, eventCase, keys)))
}
console.log(`${Object.keys(chatbotQueryCases).length} events, signed with a new key`)
