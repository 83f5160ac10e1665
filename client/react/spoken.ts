import type { Block } from './blocks.ts'
import type { Reply } from './message.ts'
import type { ChatbotTexts } from './texts.ts'

/** How far a screen reader has been told of an answer. */
export type Told = { id: number; state: Reply['state'] | undefined; until: number }

export const nothingTold: Told = { id: 0, state: undefined, until: 0 }

/**
 * What a screen reader is told of an answer that has gone on: that the question
 * was sent, that the answer begins, each paragraph when it is finished, and how
 * it ended. Never a token, and never an error: that is an alert of its own.
 *
 * @param blocks of the answer's content
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
  for (const { start, source, code } of over ? blocks : blocks.slice(0, -1)) {
    const end = start + source.length
    if (end <= told.until) continue
    lines.push(
      code
        ? codeLine(code.language, texts)
        : plainText(source.slice(Math.max(0, told.until - start))),
    )
    told.until = end
  }

  if (over && toldState !== state) {
    if (state === 'stopped') lines.push(texts.stopped)
    if (state === 'complete') lines.push(finish ? texts.finish[finish] : texts.answerComplete)
  }
  return { told, lines }
}

/** Markdown as it is read aloud: without its marks. */
export const plainText = (markdown: string): string =>
  markdown
    .split(/(`+[^`]+`+)/)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll('`', '') : withoutMarks(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()

function withoutMarks(prose: string): string {
  return prose
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^ {0,3}(?:#{1,6}|>|[-*+])[ \t]+/gm, '')
    .replace(/(\*{1,3})(?=\S)(.*?\S)\1/gs, '$2')
    .replace(/(?<!\w)(_{1,3})(?=\S)(.*?\S)\1(?!\w)/gs, '$2')
}

function codeLine(language: string, texts: ChatbotTexts): string {
  return language ? `${texts.codeBlock}: ${language}` : texts.codeBlock
}
