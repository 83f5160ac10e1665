import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyText } from '../../../test/support/any-text.ts'
import { runs } from '../../../test/support/property-runs.ts'
import { english, korean } from './reference-cases.ts'
import { askedReferences } from './references.ts'
import { verseIds } from './verses.ts'

const written = [...english.matchAll(/^.+(?= = )/gm), ...korean.matchAll(/^.+(?= = )/gm)].flat()
const message = fc
  .array(
    fc.oneof(
      fc.constantFrom(...written),
      fc.constantFrom('3:16', '4장', '6절', '편', '~', ' 제', ', ', '-', ' verse ', 'I am 3', '：'),
      anyText({ maxLength: 12 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(' '))

it('finds only what the message has, in its order, and ids of the selection', async () => {
  await fc.assert(
    fc.asyncProperty(message, async (text) => {
      let from = 0
      for (const { written, id } of await askedReferences(text)) {
        const start = text.normalize('NFC').indexOf(written, from)
        expect(start).toBeGreaterThanOrEqual(0)
        expect(written).toMatch(/\d/)
        // A second verse, "Matthew 5:4, 9", begins where the first does.
        from = start
        if (id !== undefined) expect(verseIds).toContain(id)
      }
    }),
    runs(150),
  )
})
