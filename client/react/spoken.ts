import type { Block } from './blocks.ts'
import { definitionsIn } from './markdown/definitions.ts'
import { proseOf } from './markdown/drawing.ts'
import type { Reply } from './message.ts'
import { codeLine, plainText } from './plain-text.ts'
import type { ChatbotTexts } from './texts.ts'

/** How much of an answer has been announced to a screen reader. */
export type Told = { id: number; state: Reply['state'] | undefined; until: number }

export const nothingTold: Told = { id: 0, state: undefined, until: 0 }

/** The state after all of a reply has been announced, e.g. of one from before the page loaded. */
export const allTold = ({ id, state }: Reply, blocks: readonly Block[]): Told => {
  const last = blocks.at(-1)
  return { id, state, until: last ? last.start + last.source.length : 0 }
}

/**
 * The announcements for an answer that has changed: the question was sent, the answer begins, each
 * paragraph when it is finished, and how the answer ended. Single words are not announced. Errors
 * are not either, since they have an alert of their own.
 *
 * @param blocks the blocks of the answer's content
 */
export const tell = (
  before: Told,
  { id, state, finish }: Reply,
  blocks: readonly Block[],
  texts: ChatbotTexts,
): { told: Told; lines: string[] } => {
  const { state: toldState, until } = before.id === id ? before : nothingTold
  const lines: string[] = []
  const told: Told = { id, state, until }

  if (toldState === undefined) lines.push(texts.questionSent)
  if (blocks.length > 0 && until === 0 && toldState !== 'streaming') lines.push(texts.answering)

  const over = state !== 'waiting' && state !== 'streaming'
  const definitions = definitionsIn(blocks, !over)
  for (const block of over ? blocks : blocks.slice(0, -1)) {
    const { start, source, code } = block
    const end = start + source.length
    if (end <= told.until) continue
    lines.push(
      code
        ? codeLine(code.language, texts)
        : plainText(proseOf(rest(block, told.until), definitions), texts),
    )
    told.until = end
  }

  if (over && toldState !== state) {
    if (state === 'stopped') lines.push(texts.stopped)
    if (state === 'complete') lines.push(finish ? texts.finish[finish] : texts.answerComplete)
  }
  return { told, lines }
}

/** The part of a block from a position of the text. */
function rest(block: Block, from: number): Block {
  const { start, source } = block
  return from <= start ? block : { start: from, source: source.slice(from - start) }
}
