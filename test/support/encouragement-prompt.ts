import type { StructuredPrompt } from '../../twin/services/structured/encouragement.ts'

/** The format of the motivator's verse list; the real one is longer. */
const verses = `Ps.23.1: worried, neutral; shepherd
Ps.25.16: lonely, sad; prayer
Ps.37.8: angry; letting go
Ps.118.24: joyful, grateful; today
Matt.11.28: tired; rest
Phil.4.4: joyful; joy
Phil.4.6-7: anxious, worried; prayer, peace
1Pet.5.7: worried; care`

const fewEmotions = 'anxious worried lonely sad angry tired grateful joyful neutral'.split(' ')

/** A prompt in the format of the motivator's, with some of its emotions and verses. */
export const encouragementPrompt = ({
  message = '',
  language = '',
  emotions = fewEmotions,
}: {
  message?: string
  language?: string
  emotions?: string[]
}): StructuredPrompt => {
  const properties = {
    self_harm: { type: 'boolean' },
    emotion: { type: 'string', enum: emotions },
    verse_id: { type: 'string', enum: ['Phil.4.6-7', 'Ps.23.1'] },
    message: { type: 'string' },
    confidence: { type: 'number' },
  }
  return {
    schema: { type: 'object', properties, required: Object.keys(properties) },
    system: `Answer with JSON.\n- emotion: one of the schema; neutral if none.\n\n${verses}`,
    turns: [{ role: 'user', text: `${JSON.stringify({ language, message })}\n\nNow answer.` }],
  }
}
