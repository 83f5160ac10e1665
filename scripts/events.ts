import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { createKeys, publicJwks } from '../twin/services/tokens.ts'
import type { EventCases } from './events/event-case.ts'
import { recordEvent } from './events/record.ts'
import { functions } from './functions.ts'

// The private keys are discarded at the end: nobody can sign for the user pool of the events.
const keys = await createKeys()
const folder = new URL('../events/', import.meta.url)
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`

await mkdir(new URL('keys/', folder), { recursive: true })
for (const file of await readdir(folder)) {
  if (file.endsWith('.json')) await rm(new URL(file, folder))
}
await writeFile(new URL('keys/jwks.json', folder), json(publicJwks(keys)))
for (const { functionName } of functions) {
  const { base, cases }: EventCases = await import(`./events/${functionName}-cases.ts`)
  for (const [name, eventCase] of Object.entries(cases)) {
    const file = `${functionName}.${name}`
    const event = recordEvent(file, { ...base, ...eventCase }, keys)
    await writeFile(new URL(`${file}.json`, folder), json(event))
  }
  console.log(`${Object.keys(cases).length} events of ${functionName}, signed with a new key`)
}
