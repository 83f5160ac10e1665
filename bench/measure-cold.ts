import { readAnswer } from './answer.ts'
import { interleave, prepare, recordedEvent, type Stage } from './stage.ts'

/** Short, and slow enough that nothing overlaps the first byte. */
const gemini = { chunks: 3, paceMs: 5 }
/** Delays as within an AWS region. */
const remote = { ssmMs: 20, keySetMs: 30 }

/** Starts a new process for each request, first with local services, then with remote ones. */
export const measureCold = async (stage: Stage, rounds: number): Promise<void> => {
  await measure(stage, rounds, 'cold')
  await measure(stage, rounds, 'remote')
}

async function measure(stage: Stage, rounds: number, services: 'cold' | 'remote'): Promise<void> {
  const event = await recordedEvent('ok')
  await stage.services.plan({ gemini, ...(services === 'remote' && remote) })
  // The first round fills the machine's caches and is discarded.
  await interleave(stage.targets, rounds + 1, async (target, round) => {
    const sandbox = await prepare(stage, target)
    try {
      const reply = sandbox.invoke(event)
      const startedAt = sandbox.start()
      const { deliveredAt, ...answer } = await reply
      const [first] = readAnswer({ deliveredAt, ...answer }, gemini.chunks)
      if (round === 0 || !first) return
      const { samples } = stage
      if (services === 'cold') samples.add('coldInitMs', target.name, deliveredAt - startedAt)
      samples.add(`${services}FirstByteMs`, target.name, first.readAt - startedAt)
      samples.add(`${services}CpuMs`, target.name, sandbox.cpuMs())
    } finally {
      await sandbox.close()
    }
  })
}
