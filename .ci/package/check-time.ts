// What a stack of ten middlewares costs the compiler, compared with a handler without any.
import assert from 'node:assert/strict'
import { statistic } from '../../bench/statistics.ts'
import { run, write } from './project.ts'

const runs = 5
const mostSeconds = 5

// Compiled but never run: no real stack answers both ways.
const stack = `import middy from '@middy/core'
import httpContentNegotiation from '@middy/http-content-negotiation'
import httpCors from '@middy/http-cors'
import httpSecurityHeaders from '@middy/http-security-headers'
import { cognitoAuth } from 'middy-chat/cognito-auth'
import { eventStream } from 'middy-chat/event-stream'
import { jsonAnswer } from 'middy-chat/json-answer'
import { jsonBody } from 'middy-chat/json-body'
import { jsonErrors } from 'middy-chat/json-errors'
import { requestLog } from 'middy-chat/request-log'
import { ssmParameters } from 'middy-chat/ssm-parameters'
import * as z from 'zod/mini'

export const handler = middy()
  .use(requestLog())
  .use(httpCors({ origins: ['https://app.example.com'] }))
  .use(httpSecurityHeaders())
  .use(httpContentNegotiation({ availableLanguages: ['en', 'ko'] }))
  .use(jsonErrors())
  .use(jsonAnswer())
  .use(eventStream())
  .use(cognitoAuth({ userPoolId: 'eu-west-1_EXAMPLE', clientId: 'client' }))
  .use(jsonBody({ schema: z.object({ query: z.string() }) }))
  .use(ssmParameters({ parameters: { key: { value: 'secret' } }, setToContext: true }))
  .handler(async function* ({ body }, { claims, key, signal }) {
    signal.throwIfAborted()
    yield { type: 'text', text: \`\${body.query} \${claims.sub} \${key.length}\` } as const
    yield { type: 'finish', reason: 'stop' } as const
  })
`
const bare = `import middy from '@middy/core'
export const handler = middy().handler(async () => ({ statusCode: 200, body: '' }))
`

/** What the stack needs to compile, besides the library and its peers. */
export const packages = [
  '@middy/http-content-negotiation',
  '@middy/http-cors',
  '@middy/http-security-headers',
  'zod',
]

const sources = { 'stack.ts': stack, 'bare.ts': bare }
const flags = [
  ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2024', '--types', 'node'],
  ...['--module', 'nodenext', '--extendedDiagnostics'],
]

/** @param project a folder with the library, its peers and `packages` */
export const printCheckTime = (compiler: string, tsc: string, project: string): void => {
  for (const [name, source] of Object.entries(sources)) write(project, name, source)
  const said: Record<keyof typeof sources, string[]> = { 'stack.ts': [], 'bare.ts': [] }
  for (let at = 0; at < runs; at++) {
    for (const [name, outputs] of Object.entries(said)) {
      outputs.push(run(tsc, [...flags, name], project))
    }
  }
  const ten = times(said['stack.ts'])
  const none = times(said['bare.ts'])
  console.log(
    `${compiler}: a stack of ten is checked in ${ten.check} s and compiled in ${ten.total} s, a bare handler in ${none.check} s and ${none.total} s (medians of ${runs})`,
  )
  assert.ok(ten.total - none.total < mostSeconds, 'The stack is too much for the compiler')
}

function times(diagnostics: readonly string[]): { check: number; total: number } {
  return { check: seconds('Check', diagnostics), total: seconds('Total', diagnostics) }
}

/** The median; NaN if a compiler does not report the phase. */
function seconds(phase: string, diagnostics: readonly string[]): number {
  const time = new RegExp(`^${phase} time: +([\\d.]+)s$`, 'm')
  return statistic(
    diagnostics.map((text) => Number(time.exec(text)?.[1])),
    'median',
  )
}
