import { useId, useRef } from 'react'
import type { ChatbotLocale } from '../../client/react/texts.ts'
import { failureLabels } from './failures.ts'
import type { PageTexts } from './texts.ts'

type Props = {
  texts: PageTexts
  locale: ChatbotLocale
  disabled: boolean
  ask(question: string): void
}

/** Makes the model fail, to show how that looks. */
export const FailureMenu = ({ texts, locale, disabled, ask }: Props) => {
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const rehearse = (name: string) => {
    menu.current?.hidePopover()
    ask(`${texts.failureQuestion} /rehearse ${name}`)
  }
  return (
    <>
      <button type="button" className="failures-button" popoverTarget={id} disabled={disabled}>
        {texts.failures}
      </button>
      <div ref={menu} id={id} className="failures" popover="auto">
        <p>{texts.failuresIntroduction}</p>
        <ul>
          {Object.entries(failureLabels).map(([name, labels]) => (
            <li key={name}>
              <button type="button" onClick={() => rehearse(name)}>
                <span>{labels[locale]}</span> <code>{name}</code>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
