/** The emotions that the motivator tells apart. `neutral` stands for a message that shows none. */
export const emotions = [
  'anxious',
  'worried',
  'fearful',
  'sad',
  'lonely',
  'grieving',
  'angry',
  'guilty',
  'ashamed',
  'discouraged',
  'tired',
  'overwhelmed',
  'confused',
  'doubting',
  'hopeful',
  'grateful',
  'joyful',
  'excited',
  'peaceful',
  'neutral',
] as const

/** One of `emotions`. */
export type Emotion = (typeof emotions)[number]
