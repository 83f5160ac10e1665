import { readAnswer } from './answer.ts'
import { prepare, recordedEvent, type Stage } from './stage.ts'

const chunks = 20

/** The events that each target must refuse, with the accepted statuses. */
const refusals: Record<string, readonly number[]> = {
  'no-token': [401],
  tampered: [401],
  expired: [401],
  'wrong-audience': [401],
  'missing-field': [400, 422],
}

/**
 * Checks that all targets do the same job before they are measured.
 *
 * @throws Error for the first target that does not
 */
export const checkTargets = async (stage: Stage): Promise<void> => {
  await stage.services.plan({ gemini: { chunks, paceMs: 1 } })
  for (const target of stage.targets) {
    const sandbox = await prepare(stage, target)
    try {
      sandbox.start()
      readAnswer(await sandbox.invoke(await recordedEvent('ok')), chunks)
      for (const [name, statuses] of Object.entries(refusals)) {
        const { status } = await sandbox.invoke(await recordedEvent(name))
        if (!statuses.includes(status)) throw new Error(`${name} got the status ${status}`)
      }
    } catch (error) {
      throw new Error(`${target.name} does not work correctly; see ${target.logFile}`, {
        cause: error,
      })
    } finally {
      await sandbox.close()
    }
  }
}
