import { readAnswer } from './answer.ts'
import type { Sandbox } from './sandbox.ts'
import { interleave, prepare, recordedEvent, type Stage } from './stage.ts'
import type { Target } from './targets.ts'

const short = { chunks: 20, paceMs: 0 }
const paced = { chunks: 40, paceMs: 5 }
const long = { chunks: 20_000 }

/** The number of measured rounds; earlier rounds warm up V8 and are discarded. */
export type WarmRounds = { short: number; paced: number; long: number }

const discarded: WarmRounds = { short: 100, paced: 1, long: 2 }

type Instance = { target: Target; sandbox: Sandbox }

/** Runs one process per target, and requests short, paced and long answers in turn. */
export const measureWarm = async (stage: Stage, rounds: WarmRounds): Promise<void> => {
  const instances: Instance[] = []
  try {
    for (const target of stage.targets) {
      const sandbox = await prepare(stage, target)
      instances.push({ target, sandbox })
      sandbox.start()
    }
    await measureFirstByte(stage, instances, rounds.short)
    await measureAdded(stage, instances, rounds.paced)
    recordRss(stage, instances, 'warmRssMb')
    await measureThroughput(stage, instances, rounds.long)
    recordRss(stage, instances, 'longRssMb')
  } finally {
    await Promise.all(instances.map(({ sandbox }) => sandbox.close()))
  }
}

async function measureFirstByte(
  { services, samples }: Stage,
  instances: Instance[],
  rounds: number,
): Promise<void> {
  const event = await recordedEvent('ok')
  await services.plan({ gemini: short })
  await interleave(instances, discarded.short + rounds, async ({ target, sandbox }, round) => {
    const reply = await sandbox.invoke(event)
    const [first] = readAnswer(reply, short.chunks)
    if (round < discarded.short || !first) return
    samples.add('warmFirstByteMs', target.name, first.readAt - reply.deliveredAt)
  })
}

/** The latency that a handler adds to each chunk of a paced answer, except the first. */
async function measureAdded(
  { services, samples }: Stage,
  instances: Instance[],
  rounds: number,
): Promise<void> {
  const event = await recordedEvent('ok')
  await services.plan({ gemini: paced })
  await interleave(instances, discarded.paced + rounds, async ({ target, sandbox }, round) => {
    const [, ...chunks] = readAnswer(await sandbox.invoke(event), paced.chunks)
    if (round < discarded.paced) return
    for (const { readAt, writtenAt = Number.NaN } of chunks) {
      samples.add('addedMs', target.name, readAt - writtenAt)
    }
  })
}

async function measureThroughput(
  { services, samples }: Stage,
  instances: Instance[],
  rounds: number,
): Promise<void> {
  const event = await recordedEvent('ok')
  await services.plan({ gemini: long })
  await interleave(instances, discarded.long + rounds, async ({ target, sandbox }, round) => {
    const before = sandbox.cpuMs()
    const reply = await sandbox.invoke(event)
    const cpuMs = sandbox.cpuMs() - before
    const last = readAnswer(reply, long.chunks).at(-1)
    if (round < discarded.long || !last) return
    const seconds = (last.readAt - reply.deliveredAt) / 1_000
    samples.add('chunksPerSecond', target.name, long.chunks / seconds)
    samples.add('cpuUsPerChunk', target.name, (cpuMs * 1_000) / long.chunks)
  })
}

function recordRss(
  { samples }: Stage,
  instances: Instance[],
  metric: 'warmRssMb' | 'longRssMb',
): void {
  for (const { target, sandbox } of instances) {
    samples.add(metric, target.name, sandbox.peakRssMb())
  }
}
