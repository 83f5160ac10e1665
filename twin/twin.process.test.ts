import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createGate } from './runtime/fixtures/gate.ts'
import { startTwin } from './twin.ts'

it('cuts the answers that a restart left running when it is closed', async () => {
  await using gate = await createGate()
  const modulePath = fileURLToPath(new URL('cli/fixtures/gated.mjs', import.meta.url))
  const twin = await startTwin({ modulePath, port: 0, env: { GATE: gate.url } })
  const answer = await fetch(twin.url)
  await gate.arrived(1)
  const restarted = twin.restart()
  await twin.close()
  await expect(answer.text()).rejects.toThrow('terminated')
  await Promise.all([gate.left(), restarted])
})
