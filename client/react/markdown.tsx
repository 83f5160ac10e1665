import { memo, useEffect, useRef } from 'react'
import { type Block, growBlocks } from './blocks.ts'
import { CodeBlock } from './code-block.tsx'
import { CodeTexts } from './code-texts.ts'
import { type Drawing, drawBlocks, signsInBlocks } from './markdown/drawing.ts'
import { useLoadedParts } from './markdown/on-demand.ts'
import { loadSyntax, syntaxNames } from './markdown/syntaxes.ts'
import { growingTree, markdownTree } from './markdown-tree.tsx'
import type { ChatbotTexts } from './texts.ts'

/** Blocks that are rendered as one part, which the browser can skip while it is off screen. */
const blocksInPart = 24

type Props = { text: string; texts: ChatbotTexts; growing?: boolean }

/**
 * A Markdown text that may still grow, rendered safely: no raw HTML, no images, and only links that
 * are safe to click. When the text grows, only its last block is parsed and rendered again. Tables,
 * bare URLs, mathematics and the colours of code are loaded when the text has a sign of them.
 *
 * @param growing whether the text will grow; it has a caret until then. @defaultValue false
 *
 * @example
 * <Markdown text={'Look at `nums`.'} texts={chatbotTexts.en} />
 */
export const Markdown = memo(({ text, texts, growing = false }: Props) => {
  const drawings = useDrawings(text, growing)
  const parts = Array.from({ length: Math.ceil(drawings.length / blocksInPart) }, (_, index) => {
    const part = drawings.slice(index * blocksInPart, (index + 1) * blocksInPart)
    return <Part key={part[0]?.key} drawings={part} />
  })
  return <CodeTexts value={texts}>{parts}</CodeTexts>
})

const Part = memo(
  ({ drawings }: { drawings: readonly Drawing[] }) => (
    <div className="middy-chat-part">
      {drawings.map((drawing) => (
        <DrawnBlock key={drawing.key} drawing={drawing} />
      ))}
    </div>
  ),
  (before, after) =>
    before.drawings.length === after.drawings.length &&
    before.drawings.every((drawing, index) => drawing === after.drawings[index]),
)

const DrawnBlock = memo(({ drawing }: { drawing: Drawing }) => {
  const { growing } = drawing
  if ('prose' in drawing) return growing ? growingTree(drawing.prose) : markdownTree(drawing.prose)
  return <CodeBlock {...drawing.code} growing={growing} closed={drawing.closed} />
})

/** The blocks of a text that grows. */
export const useBlocks = (text: string): readonly Block[] => {
  // Only a cache: the blocks depend on the text alone.
  const blocks = useRef<readonly Block[]>([])
  const drawn = useRef('')
  if (drawn.current !== text) {
    blocks.current = growBlocks(text.startsWith(drawn.current) ? blocks.current : [], text)
    drawn.current = text
  }
  return blocks.current
}

/** What is drawn of a text that grows. Loads what it needs. */
const useDrawings = (text: string, growing: boolean): readonly Drawing[] => {
  const blocks = useBlocks(text)
  useLoadedParts()
  const needed = signsInBlocks(blocks).join()
  useEffect(() => {
    for (const name of syntaxNames) if (needed.includes(name)) void loadSyntax(name)
  }, [needed])
  const drawings = useRef<readonly Drawing[]>([])
  drawings.current = drawBlocks(blocks, growing, drawings.current)
  return drawings.current
}
