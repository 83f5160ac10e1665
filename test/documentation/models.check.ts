import { expect, it } from 'vitest'
import { type KnownModel, knownModels, mentionedModels } from './models.ts'

const soonDays = 60
const mentions = mentionedModels()

const daysUntil = (date: string): number =>
  Math.ceil((Date.parse(date) - Date.now()) / (24 * 60 * 60_000))

const stateOf = ({ ends }: KnownModel): string => {
  if (ends === null) return 'no date of its end is known'
  const days = daysUntil(ends)
  if (days <= 0) return `ended on ${ends}`
  return `ends on ${ends}${days <= soonDays ? `, in ${days} day(s)` : ''}`
}

it.for(knownModels)('$model: none that is mentioned has ended', async (known, { annotate }) => {
  const files = mentions.get(known.model) ?? []
  await annotate(`${stateOf(known)}; in ${files.length} files (${known.note})`)
  if (known.ends !== null && daysUntil(known.ends) <= 0) expect(files).toEqual([])
})
