import type { Element, ElementContent, Root } from 'hast'

/**
 * Puts each text that has siblings into an element of its own. Translators of browsers replace text
 * nodes by elements, and React would then write into a node that is no longer in the page, or fail to
 * remove it. It finds an element again, and sets its whole text.
 *
 * @see https://github.com/facebook/react/issues/11538
 */
export const wrapTexts = () => wrapIn

function wrapIn(parent: Root | Element): void {
  // Blocks are drawn side by side.
  const isAlone = parent.type === 'element' && parent.children.length === 1
  for (const [index, child] of parent.children.entries()) {
    if (child.type === 'element') wrapIn(child)
    // Nobody translates spaces, and lists and tables must not have such children.
    // react-markdown shows raw HTML as text.
    const isText = child.type === 'text' || child.type === 'raw'
    if (isText && !isAlone && /\S/.test(child.value)) {
      parent.children[index] = element([{ type: 'text', value: child.value }])
    }
  }
}

function element(children: ElementContent[]): Element {
  return { type: 'element', tagName: 'span', properties: {}, children }
}
