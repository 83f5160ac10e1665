import type { Block } from '../blocks.ts'
import { type Definitions, definitionsFor, definitionsIn } from './definitions.ts'
import { closeMarks } from './open-marks.ts'
import { remembered } from './remembered.ts'
import { isLoaded, type SyntaxName, signsIn } from './syntaxes.ts'

/** Markdown to parse, and the syntaxes to parse it with. */
export type Prose = { markdown: string; syntaxes: readonly SyntaxName[] }

/** A block as it is drawn. Equal ones are the same object while a text grows. */
export type Drawing = {
  /** The block's position in the text. */
  key: number
  /** Whether more of the block may come. */
  growing: boolean
} & ({ prose: Prose } | { code: NonNullable<Block['code']>; closed: boolean })

/**
 * What is drawn of a text. It depends on the text and on the loaded syntaxes, not on how it grew.
 *
 * @param growing whether more of the text may come
 * @param before the drawings of the same text when it was shorter
 */
export const drawBlocks = (
  blocks: readonly Block[],
  growing: boolean,
  before: readonly Drawing[] = [],
): readonly Drawing[] => {
  const definitions = definitionsIn(blocks, growing)
  return blocks.map((block, index) => {
    const drawing = draw(block, definitions, growing && index === blocks.length - 1)
    const known = before[index]
    return known && isSame(known, drawing) ? known : drawing
  })
}

function draw(block: Block, definitions: Definitions, growing: boolean): Drawing {
  const { start: key, code, open = false } = block
  if (code) return { key, growing, code, closed: !(growing && open) }
  const { markdown, syntaxes } = proseOf(block, definitions)
  const text = growing ? closeMarks(markdown, syntaxes) : markdown
  return { key, growing, prose: { markdown: text, syntaxes } }
}

/** A block that is not code, with the definitions that its links need. */
export const proseOf = (block: Block, definitions: Definitions): Prose => {
  const syntaxes = signsOf(block).filter(isLoaded)
  const needed = definitionsFor(block, definitions)
  return { markdown: needed === '' ? block.source : `${needed}\n${block.source}`, syntaxes }
}

/** The syntaxes that the blocks have signs of. */
export const signsInBlocks = (blocks: readonly Block[]): readonly SyntaxName[] => [
  ...new Set(blocks.flatMap((block) => (block.code ? [] : signsOf(block)))),
]

const signsOf = remembered(({ source }: Block) => signsIn(source))

function isSame(one: Drawing, other: Drawing): boolean {
  if (one.key !== other.key || one.growing !== other.growing) return false
  if ('code' in one) {
    return 'code' in other && one.code === other.code && one.closed === other.closed
  }
  return (
    'prose' in other &&
    one.prose.markdown === other.prose.markdown &&
    one.prose.syntaxes.join() === other.prose.syntaxes.join()
  )
}
