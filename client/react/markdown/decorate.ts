import type { Element, Root, RootContent } from 'hast'

const lists = ['ul', 'ol']
const directed = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'table', ...lists]

/** What holds blocks or lines, down to the words. */
const holders = [...directed, 'li', 'thead', 'tbody', 'tr', 'th', 'td']

/**
 * Gives each block the direction of its own words, and a list one for all of its markers. While a text grows, puts the caret after its last word.
 */
export const decorate = (growing: boolean) => () => (tree: Root) => {
  direct(tree)
  if (growing) putCaret(tree)
}

function direct(parent: Root | Element): void {
  for (const child of parent.children) {
    if (child.type !== 'element') continue
    const { tagName, properties } = child
    const isBlock = parent.type === 'root' && directed.includes(tagName)
    if (isBlock || lists.includes(tagName)) properties.dir ??= 'auto'
    direct(child)
  }
}

const caret: Element = {
  type: 'element',
  tagName: 'span',
  properties: { className: ['middy-chat-caret'] },
  children: [],
}

function putCaret(parent: Root | Element): void {
  const last = parent.children.findLast(hasWords) ?? parent.children.findLast(isElement)
  if (last?.type === 'element' && last.tagName === 'pre') {
    last.properties.dataGrowing = ''
  } else if (last?.type === 'element' && holders.includes(last.tagName)) {
    putCaret(last)
  } else if (parent.type === 'root') {
    const holder: Element = { type: 'element', tagName: 'p', properties: {}, children: [caret] }
    parent.children.push(holder)
  } else {
    parent.children.push(caret)
  }
}

const isElement = (node: RootContent) => node.type === 'element'

function hasWords(node: RootContent): boolean {
  if (node.type === 'element') return node.tagName === 'input' || node.children.some(hasWords)
  return node.type === 'text' && node.value.trim() !== ''
}
