// Starts a built Lambda as Lambda does and lets it answer an event. Prints the answer, and whether
// V8 took its code from the cache. Usage: node FLAGS code-cache-probe.ts INDEX EVENT
import { readFile } from 'node:fs/promises'
import { installAwslambda } from '../../twin/runtime/awslambda.ts'
import { openInvocation } from '../../twin/runtime/in-process.ts'

const [index = '', event = ''] = process.argv.slice(2)

installAwslambda()
const { handler, script } = await import(index)
const { statusCode, text } = await openInvocation(
  handler,
  JSON.parse(await readFile(event, 'utf8')),
)
const answer = `${statusCode} ${await text()}`
const { cachedDataRejected } = script
console.log(
  JSON.stringify({
    cached: cachedDataRejected !== undefined,
    rejected: cachedDataRejected === true,
    answer,
  }),
)
process.exit()
