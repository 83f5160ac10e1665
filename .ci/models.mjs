// The models that the repository mentions, and when they end. Fails for one that has ended, or that
// nobody has looked up.
import { knownModels, mentionedModels } from '../test/documentation/models.ts'

const soonDays = 60
const mentions = mentionedModels()
const daysUntil = (date) => Math.ceil((Date.parse(date) - Date.now()) / 86_400_000)

const stateOf = (ends) => {
  if (ends === null) return 'no date of its end is known'
  const days = daysUntil(ends)
  if (days <= 0) return `ended on ${ends}`
  return `ends on ${ends}${days <= soonDays ? `, in ${days} day(s)` : ''}`
}

for (const { model, ends, note } of knownModels) {
  const files = mentions.get(model)?.length ?? 0
  const faulty = files > 0 && ends !== null && daysUntil(ends) <= 0
  console.log(`${faulty ? '** ' : ''}${model}: ${stateOf(ends)}; in ${files} files (${note})`)
  if (faulty) process.exitCode = 1
}
for (const [model, files] of mentions) {
  if (knownModels.some((known) => known.model === model)) continue
  console.log(`** ${model} is not in test/documentation/models.json: ${files.join(', ')}`)
  process.exitCode = 1
}
