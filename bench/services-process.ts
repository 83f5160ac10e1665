// The services that a handler calls, in a separate process so that no figure includes their work.
import { readFile } from 'node:fs/promises'
import { pool, startCloud } from '../twin/cloud.ts'
import { startIssuer } from '../twin/services/issuer.ts'
import { type GeminiPlan, geminiScript } from './gemini-plan.ts'

export type ServicesPlan = {
  gemini: GeminiPlan
  /** Milliseconds before the Parameter Store answers. */
  ssmMs: number
  /** Milliseconds before the key set arrives. */
  keySetMs: number
}

const jwks = await readFile(new URL('../events/keys/jwks.json', import.meta.url), 'utf8')
const cloud = await startCloud(await startIssuer({ ...pool, jwks: JSON.parse(jwks) }))

process.on('message', ({ gemini, ssmMs, keySetMs }: ServicesPlan) => {
  cloud.gemini.script(geminiScript(gemini))
  cloud.ssm.delayMs = ssmMs
  cloud.issuer.delayMs = keySetMs
  process.send?.('ready')
})
process.on('disconnect', () => process.exit())
process.send?.(cloud.environment)
