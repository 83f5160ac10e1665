import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { Markdown } from '../../client/react/markdown.tsx'
import { chatbotTexts } from '../../client/react/texts.ts'

const capital = (text: string | null) => (text ?? '').toUpperCase()

/** Replaces each text node by an element, as the translators of browsers do. */
const translate = (within: Element) => {
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node as Text)
  for (const node of texts) {
    if (node.parentElement?.closest('font, [translate=no]') || !/\S/.test(node.data)) continue
    const font = document.createElement('font')
    font.append(capital(node.data))
    node.replaceWith(font)
  }
}

/** The text of a Markdown document that grew while it was translated, and of one drawn at once. */
export const drawInSteps = async (markdown: string, step: number) => {
  const draw = (steps: readonly string[]) => {
    const box = document.createElement('div')
    document.body.append(box)
    let fault = ''
    const root = createRoot(box, {
      onUncaughtError(error) {
        fault = String(error)
      },
    })
    for (const text of steps) {
      const growing = text !== markdown
      flushSync(() =>
        root.render(<Markdown text={text} texts={chatbotTexts.en} growing={growing} />),
      )
      translate(box)
    }
    const drawn = fault || capital(box.textContent)
    flushSync(() => root.unmount())
    box.remove()
    return fault || drawn
  }
  const steps: string[] = []
  for (let end = step; end < markdown.length; end += step) steps.push(markdown.slice(0, end))
  return { grown: draw([...steps, markdown]), atOnce: draw([markdown]) }
}

Object.assign(window, { drawInSteps })
