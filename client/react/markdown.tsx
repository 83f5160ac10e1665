import { memo, useRef } from 'react'
import { type Block, growBlocks } from './blocks.ts'
import { CodeBlock } from './code-block.tsx'
import { CodeTexts } from './code-texts.ts'
import { markdownTree } from './markdown-tree.tsx'
import type { ChatbotTexts } from './texts.ts'

/** Blocks that are rendered as one part, which the browser can skip while it is off screen. */
const blocksInPart = 24

/**
 * A Markdown text that may still grow, rendered safely: no raw HTML, no images, and only links that
 * are safe to click. When the text grows, only its last block is parsed and rendered again.
 *
 * @example
 * <Markdown text={'Look at `nums`.'} texts={chatbotTexts.en} />
 */
export const Markdown = memo(({ text, texts }: { text: string; texts: ChatbotTexts }) => {
  const blocks = useBlocks(text)
  const parts = Array.from({ length: Math.ceil(blocks.length / blocksInPart) }, (_, index) => {
    const part = blocks.slice(index * blocksInPart, (index + 1) * blocksInPart)
    return <Part key={part[0]?.start} blocks={part} />
  })
  return <CodeTexts value={texts}>{parts}</CodeTexts>
})

const Part = memo(
  ({ blocks }: { blocks: readonly Block[] }) => (
    <div className="middy-chat-part">
      {blocks.map(({ start, source, code }) =>
        code ? <CodeBlock key={start} {...code} /> : <Prose key={start} source={source} />,
      )}
    </div>
  ),
  (before, after) =>
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block === after.blocks[index]),
)

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

const Prose = memo(({ source }: { source: string }) => markdownTree(source))
