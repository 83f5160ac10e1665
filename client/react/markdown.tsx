import { memo, type ReactNode, useMemo, useRef, useState } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import { type Block, growBlocks } from './blocks.ts'

export type MarkdownTexts = { copy: string; copied: string; codeBlock: string }

/** Blocks that are drawn as one, so that a browser can leave out what is far away. */
const blocksInPart = 24

/**
 * A Markdown text that may still grow, drawn safely: no raw HTML, no images,
 * links only where a click can do no harm. Of a growing text only the last
 * block is parsed and drawn again.
 *
 * @example
 * <Markdown text={'Look at `nums`.'} texts={chatbotTexts.en} />
 */
export const Markdown = memo(({ text, texts }: { text: string; texts: MarkdownTexts }) => {
  const blocks = useBlocks(text)
  return Array.from({ length: Math.ceil(blocks.length / blocksInPart) }, (_, index) => {
    const part = blocks.slice(index * blocksInPart, (index + 1) * blocksInPart)
    return <Part key={part[0]?.start} blocks={part} texts={texts} />
  })
})

type PartProps = { blocks: readonly Block[]; texts: MarkdownTexts }

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
  // A cache, and nothing but: the same text has the same blocks, whatever was drawn before.
  const blocks = useRef<readonly Block[]>([])
  const drawn = useRef('')
  if (drawn.current !== text) {
    blocks.current = growBlocks(text.startsWith(drawn.current) ? blocks.current : [], text)
    drawn.current = text
  }
  return blocks.current
}

const Prose = memo(({ source, texts }: { source: string; texts: MarkdownTexts }) => {
  // The same component at every drawing: another one would lose its focus and what it shows.
  const own = useMemo<Components>(
    () => ({
      ...components,
      pre: ({ children }) => <CodeBlock {...codeOf(children)} texts={texts} />,
    }),
    [texts],
  )
  return (
    <ReactMarkdown components={own} urlTransform={safeUrl}>
      {source}
    </ReactMarkdown>
  )
})

const components: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} rel="noopener noreferrer nofollow" target="_blank">
        {children}
      </a>
    ) : (
      children
    ),
  // An image tells its server who reads, and when: its text is enough.
  img: ({ alt }) => alt,
}

/** What scrolls must be reachable by keyboard. */
export const scrollable = { tabIndex: 0 }

const CodeBlock = memo(
  ({ language, text, texts }: { language: string; text: string; texts: MarkdownTexts }) => {
    const [copied, setCopied] = useState(false)
    const copy = async () => {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      setTimeout(() => setCopied(false), 2_000)
    }
    return (
      <figure className="middy-chat-code" dir="ltr">
        <figcaption>
          <span>{language || texts.codeBlock}</span>
          <button type="button" className="middy-chat-copy" onClick={() => copy().catch(() => {})}>
            {copied ? texts.copied : texts.copy}
          </button>
        </figcaption>
        <pre {...scrollable}>
          <code>{text}</code>
        </pre>
      </figure>
    )
  },
)

/** Language and text of the `<code>` that react-markdown puts into a `<pre>`. */
function codeOf(children: ReactNode): { language: string; text: string } {
  const { className = '', children: text = '' } =
    (children as { props?: { className?: string; children?: unknown } })?.props ?? {}
  return { language: /language-(\S+)/.exec(className)?.[1] ?? '', text: String(text) }
}

/** http, https and mailto, spelled out; all else is no link. */
function safeUrl(url: string): string | undefined {
  return /^(?:https?:\/\/|mailto:)/i.test(url) ? url : undefined
}
