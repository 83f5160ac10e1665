import { useId } from 'react'
import type { ChatbotLocale } from '../../client/react/texts.ts'
import type { Learner } from './session.ts'
import type { PageTexts } from './texts.ts'

export type Theme = 'system' | 'light' | 'dark'

/** The view of the page: a problem and its tutor, the kept chats, or the motivator. */
export type Place = 'problem' | 'chats' | 'motivator'

/** Which of a view's two panes a narrow window shows. */
export type Pane = 'first' | 'second'

type Props = {
  texts: PageTexts
  place: Place
  setPlace(place: Place): void
  learner: Learner
  setLearner(learner: Learner): void
  locale: ChatbotLocale
  setLocale(locale: ChatbotLocale): void
  pane: Pane
  setPane(pane: Pane): void
  theme: Theme
  setTheme(theme: Theme): void
}

/**
 * The signed-in user, and the page's appearance; in a narrow window one line, with its two panes and a
 * menu of the rest.
 */
export const Header = (props: Props) => {
  const { texts, place, setPlace, learner, setLearner, locale, setLocale, theme, setTheme } = props
  const { pane, setPane } = props
  const id = useId()
  return (
    <header className="page-header" data-pane={pane}>
      <div className="brand">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <h1>middy-chat</h1>
        <span>{texts.tagline}</span>
      </div>
      {place !== 'motivator' && (
        <nav className="panes" aria-label={texts.panes}>
          {(['first', 'second'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-current={each === pane}
              onClick={() => setPane(each)}
            >
              {texts.paneNames[place][each]}
            </button>
          ))}
        </nav>
      )}
      <button type="button" className="settings-button" popoverTarget={id}>
        {texts.settings}
      </button>
      <div id={id} className="settings" popover="auto">
        <Select label={texts.place} value={place} onChange={setPlace} options={texts.places} />
        <Select
          label={texts.learner}
          value={learner}
          onChange={setLearner}
          options={{ learner: 'learner', learner2: 'learner2' }}
        />
        <Select
          label={texts.language}
          value={locale}
          onChange={setLocale}
          options={{ en: 'English', ko: '한국어' }}
        />
        <Select label={texts.theme} value={theme} onChange={setTheme} options={texts.themes} />
      </div>
    </header>
  )
}

type SelectProps<Value extends string> = {
  label: string
  value: Value
  onChange(value: Value): void
  options: Record<Value, string>
}

const Select = <Value extends string>({ label, value, onChange, options }: SelectProps<Value>) => {
  const id = useId()
  return (
    <div className="setting">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {Object.entries<string>(options).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
