// Makes V8's code cache for one built Lambda: starts it as Lambda does, lets it answer its recorded
// event in the twin so that the code for an answer is compiled, and saves what V8 has compiled.
// Usage: node FLAGS code-cache-process.ts NAME FOLDER
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startChatPart } from '../../twin/chat-part.ts'
import { pool, startCloud } from '../../twin/cloud.ts'
import { installAwslambda } from '../../twin/runtime/awslambda.ts'
import { openInvocation } from '../../twin/runtime/in-process.ts'
import { startIssuer } from '../../twin/services/issuer.ts'
import { functionNamed } from '../functions.ts'

const [name = '', folder = ''] = process.argv.slice(2)
const root = new URL('../../', import.meta.url)
const read = async (file: string) => JSON.parse(await readFile(new URL(file, root), 'utf8'))

const jwks = await read('events/keys/jwks.json')
const { exportName, services } = functionNamed(name)
const parts = services.includes('dynamodb') ? [await startChatPart()] : []
const cloud = await startCloud(await startIssuer({ ...pool, jwks }), { paceMs: 1, parts })
Object.assign(process.env, cloud.environment, { POWERTOOLS_LOG_LEVEL: 'SILENT' })

installAwslambda()
const index = pathToFileURL(join(folder, 'index.mjs'))
const { script, seal, cacheFile, ...exports } = await import(index.href)
const handler = exports[exportName]
const { statusCode, text } = await openInvocation(handler, await read(`events/${name}.ok.json`))
const answer = await text()
// An answer that breaks off after its first text also has status 200.
const isWhole = answer.endsWith('data: [DONE]\n\n') || answer.endsWith('}')
if (statusCode !== 200 || !isWhole) {
  throw new Error(`${name} did not answer its recorded event: ${statusCode}`)
}
await writeFile(cacheFile, seal(script.createCachedData()))
await cloud.close()
