// The model, in a process of its own: it writes how long each of its answers took into the answer.
import { setTimeout } from 'node:timers/promises'
import { ownVerse } from '../../handlers/motivator/verses/verses.ts'
import { startBedrock } from '../../twin/services/bedrock/bedrock.ts'
import { contentDelta, messageStop } from '../../twin/services/bedrock/converse.ts'
import { now } from '../clock.ts'
import { settingsOfChild } from './child.ts'
import { stamp } from './stamp.ts'

export type ModelSettings = {
  /** How long an answer takes. */
  answerMs: number
}

/** As many as a sentence or two arrive in. */
const pieces = 20

const { answerMs } = settingsOfChild<ModelSettings>()
const bedrock = await startBedrock()

bedrock.script(async (_asked, writer) => {
  const startedAt = now()
  const say = (text: string) => writer.write(contentDelta({ text }))
  await setTimeout(answerMs / pieces)
  await say(
    `{"self_harm":false,"emotion":"anxious","verse_id":"${ownVerse('anxious')}","message":"You`,
  )
  for (let piece = 2; piece < pieces; piece++) {
    await setTimeout(answerMs / pieces)
    await say(' are not alone')
  }
  await setTimeout(answerMs / pieces)
  await say(`. ${stamp(now() - startedAt)}","confidence":0.9}`)
  await writer.write(messageStop('end_turn'))
})
process.send?.(bedrock.url)
