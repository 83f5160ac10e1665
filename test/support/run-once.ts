// Runs a handler once in its own process, which ends only if the handler leaves nothing behind.
// Usage: node run-once.ts HANDLER EVENT, the event as JSON.
import { text } from 'node:stream/consumers'
import '../../twin/testing/setup.ts'
import { openInvocation } from '../../twin/runtime/in-process.ts'

const [modulePath = '', event = '{}'] = process.argv.slice(2)

const { handler } = await import(modulePath)
const { statusCode, body } = await openInvocation(handler, JSON.parse(event))
console.log(JSON.stringify({ statusCode, body: await text(body) }))
const answeredAt = performance.now()
process.once('exit', () => {
  console.log(`ended ${Math.round(performance.now() - answeredAt)} ms later`)
})
