import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

describe('a server of the twin', () => {
  it('does not keep its process alive after close()', async () => {
    const services = new URL('services/', import.meta.url).href
    const script = `
      const { startGemini } = await import('${services}gemini.ts')
      const { startSsm } = await import('${services}ssm.ts')
      const { startIssuer } = await import('${services}issuer.ts')
      const gemini = await startGemini({ apiKey: 'k', slowFirstMs: 60_000 })
      const ssm = await startSsm()
      const issuer = await startIssuer({ poolId: 'us-east-1_Abc', clientId: 'c' })
      ssm.delayMs = 60_000
      issuer.fail = 'hang'
      const contents = [{ role: 'user', parts: [{ text: '/rehearse slow-first' }] }]
      const pending = Promise.allSettled([
        fetch(gemini.url + '/v1beta/models/m:streamGenerateContent?alt=sse', {
          method: 'POST', headers: { 'x-goog-api-key': 'k' }, body: JSON.stringify({ contents }),
        }),
        fetch(ssm.url, { method: 'POST', body: '{}' }),
        fetch(issuer.url),
      ])
      setTimeout(async () => {
        await Promise.all([gemini.close(), ssm.close(), issuer.close()])
        const settled = await pending
        console.log(settled.map((one) => one.status).join(), gemini.open)
      }, 100)`
    const run = promisify(execFile)
    const child = await run(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 30_000,
    })
    expect(child.stdout.trim()).toBe('rejected,rejected,rejected 0')
  })
})
