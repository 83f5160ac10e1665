import { memo, type ReactNode, useMemo, useRef } from 'react'
import type { Components } from 'react-markdown'
import { type Block, growBlocks } from './blocks.ts'
import { CodeBlock, type CodeTexts } from './code-block.tsx'
import { Link } from './link.tsx'
import { markdownTree } from './markdown-tree.tsx'
import { visible } from './visible.ts'

/** Blocks that are rendered as one part, which the browser can skip while it is off screen. */
const blocksInPart = 24

/**
 * A Markdown text that may still grow, rendered safely: no raw HTML, no images, and only links that
 * are safe to click. When the text grows, only its last block is parsed and rendered again.
 *
 * @example
 * <Markdown text={'Look at `nums`.'} texts={chatbotTexts.en} />
 */
export const Markdown = memo(({ text, texts }: { text: string; texts: CodeTexts }) => {
  const blocks = useBlocks(text)
  return Array.from({ length: Math.ceil(blocks.length / blocksInPart) }, (_, index) => {
    const part = blocks.slice(index * blocksInPart, (index + 1) * blocksInPart)
    return <Part key={part[0]?.start} blocks={part} texts={texts} />
  })
})

type PartProps = { blocks: readonly Block[]; texts: CodeTexts }

const Part = memo(
  ({ blocks, texts }: PartProps) => (
    <div className="middy-chat-part">
      {blocks.map(({ start, source, code }) =>
        code ? (
          <CodeBlock key={start} {...code} texts={texts} />
        ) : (
          <Prose key={start} source={source} texts={texts} />
        ),
      )}
    </div>
  ),
  (before, after) =>
    before.texts === after.texts &&
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

const Prose = memo(({ source, texts }: { source: string; texts: CodeTexts }) => {
  // The same component at every rendering: a new one would lose its focus and its state.
  const own = useMemo<Components>(
    () => ({
      ...components,
      pre: ({ children }) => <CodeBlock {...codeOf(children)} texts={texts} />,
    }),
    [texts],
  )
  return markdownTree(source, own)
})

const components: Components = {
  a: Link,
  code: ({ children }) => <code>{visible(String(children))}</code>,
  // Loading an image tells its server who reads, and when. Its description is enough.
  img: ({ alt }) => alt,
}

/** Language and text of the `<code>` that react-markdown puts into a `<pre>`. */
function codeOf(children: ReactNode): { language: string; text: string } {
  const { className = '', children: text = '' } =
    (children as { props?: { className?: string; children?: unknown } })?.props ?? {}
  return { language: /language-(\S+)/.exec(className)?.[1] ?? '', text: String(text) }
}
