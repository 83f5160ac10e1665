import { useId } from 'react'
import type { ChatbotLocale } from '../../client/react/texts.ts'
import type { Learner } from './session.ts'
import type { PageTexts } from './texts.ts'

export type Theme = 'system' | 'light' | 'dark'

/** The view of the page: a problem and its tutor, or the kept chats. */
export type Place = 'problem' | 'chats'

type Props = {
  texts: PageTexts
  place: Place
  setPlace(place: Place): void
  learner: Learner
  setLearner(learner: Learner): void
  locale: ChatbotLocale
  setLocale(locale: ChatbotLocale): void
  theme: Theme
  setTheme(theme: Theme): void
}

/** The signed-in user, and the page's appearance. */
export const Header = (props: Props) => {
  const { texts, place, setPlace, learner, setLearner, locale, setLocale, theme, setTheme } = props
  return (
    <header className="page-header">
      <p className="brand">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <strong>middy-chat</strong>
        <span>{texts.tagline}</span>
      </p>
      <div className="settings">
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
