import type { Link, Root, RootContent, Text } from 'mdast'
import { gfmFromMarkdown } from 'mdast-util-gfm' // npm install mdast-util-gfm
import { gfmStrikethroughCjkFriendly } from 'micromark-extension-cjk-friendly-gfm-strikethrough' // npm install micromark-extension-cjk-friendly-gfm-strikethrough
import { gfm } from 'micromark-extension-gfm' // npm install micromark-extension-gfm
import { bareUrlEnd } from './bare-url.ts'
import type { Syntax } from './syntaxes.ts'

/** `~5 and ~6` are about five and six. */
const options = { singleTilde: false }

/** A footnote would need ids of its own in each answer, and a heading in each language. */
const footnotes = ['gfmFootnoteDefinition', 'gfmFootnoteCall', 'gfmPotentialFootnoteCall']

/** Tables, task lists, bare URLs and struck text, as on GitHub. */
export const gfmSyntax: Syntax = {
  micromark: [gfm(options), { disable: { null: footnotes } }, gfmStrikethroughCjkFriendly(options)],
  fromMarkdown: [...gfmFromMarkdown(), { transforms: [cutBareUrls] }],
}

/** Ends bare URLs before Korean particles and the like, which GitHub takes for a part of them. */
function cutBareUrls(parent: Root | RootContent): void {
  if (!('children' in parent)) return
  const children: RootContent[] = parent.children
  for (const [index, child] of [...children.entries()].reverse()) {
    if (child.type === 'link') children.splice(index, 1, ...cut(child))
    else cutBareUrls(child)
  }
}

function cut(link: Link): (Link | Text)[] {
  const [text] = link.children
  if (text?.type !== 'text' || !isBare(link, text.value)) return [link]
  const end = bareUrlEnd(text.value)
  const rest = text.value.slice(end)
  if (rest === '') return [link]
  const url = link.url.slice(0, link.url.length - rest.length)
  return [
    { type: 'link', url, children: [{ type: 'text', value: text.value.slice(0, end) }] },
    { type: 'text', value: rest },
  ]
}

/** Whether the link is its text, and not `<https://example.com/>`, which ends where it says. */
function isBare({ url, position }: Link, text: string): boolean {
  const { start, end } = position ?? {}
  const length = (end?.offset ?? text.length) - (start?.offset ?? 0)
  return url.endsWith(text) && length === text.length
}
