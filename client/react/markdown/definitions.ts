import type { Block } from '../blocks.ts'
import { remembered } from './remembered.ts'

/** Where links lead, by the labels that texts name: `[label]: https://example.com/`. */
export type Definitions = ReadonlyMap<string, string>

const destination = String.raw`(?:<[^<>\n]*>|[^\s<]\S*)`
const title = String.raw`(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\))`
const label = String.raw`\[((?:[^\\[\]]|\\.)+)\]`
const definition = new RegExp(
  String.raw` {0,3}${label}:[ \t]*(?:\r?\n[ \t]*)?${destination}(?:[ \t]+${title})?[ \t]*(\r?\n|$)`,
  'y',
)

/**
 * The definitions at the beginnings of blocks. Of two with one label the first counts.
 *
 * @param growing whether the last line may still grow
 */
export const definitionsIn = (blocks: readonly Block[], growing: boolean): Definitions => {
  const all = new Map<string, string>()
  for (const block of blocks) {
    for (const { label, line, ended } of own(block)) {
      if (!all.has(label) && (ended || !growing || block !== blocks.at(-1))) all.set(label, line)
    }
  }
  return all
}

/** The definitions that the links of a block need, as Markdown. */
export const definitionsFor = (block: Block, definitions: Definitions): string => {
  if (definitions.size === 0) return ''
  return labelsOf(block)
    .map((label) => definitions.get(label) ?? '')
    .join('')
}

type Definition = { label: string; line: string; ended: boolean }

const own = remembered(({ source, code }: Block): readonly Definition[] => {
  const found: Definition[] = []
  definition.lastIndex = 0
  for (let match = code ? null : definition.exec(source); match; match = definition.exec(source)) {
    const [line, label = '', end = ''] = match
    found.push({ label: normalized(label), line: `${line.trim()}\n`, ended: end !== '' })
  }
  return found
})

const labelsOf = remembered(({ source, code }: Block): readonly string[] => {
  if (code) return []
  const labels = source.matchAll(new RegExp(label, 'g'))
  return [...new Set(Array.from(labels, ([, label = '']) => normalized(label)))]
})

/** As CommonMark compares labels. */
function normalized(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase().toUpperCase()
}
