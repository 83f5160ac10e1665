import { type ReactNode, useId } from 'react'
import type { DeepPartial } from '../../client/object/object.ts'
import type { Encouragement, HelpLine } from './motivator-client.ts'
import type { PageTexts } from './texts.ts'

type Props = {
  texts: PageTexts['motivator']
  locale: string
  /** What has come so far: any field may be missing, and a text may be cut. */
  value: DeepPartial<Encouragement>
  isWhole: boolean
  children: ReactNode
}

/** The answer as a card: the message, help lines if there are any, and the verse with its source. */
export const Encouraging = ({ texts, locale, value, isWhole, children }: Props) => {
  const { emotion, message, bible_verse: verse, help_lines: lines, degraded, note } = value
  const id = useId()
  return (
    <article className="encouraging" aria-label={texts.answer} aria-busy={!isWhole}>
      {emotion && <p className="emotion">{emotionText(emotion, texts)}</p>}
      {message && <p className="encouraging-message">{message}</p>}
      {lines && lines.length > 0 && (
        <section className="help-lines" aria-labelledby={id}>
          <h3 id={id}>{texts.helpLines}</h3>
          <ul>
            {lines.filter(isComplete).map((line) => (
              <li key={line.region + line.contact}>
                <span>{line.name}</span> <Contact {...line} />{' '}
                <small>{[...countryOf(line, locale), line.hours].join(' · ')}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {verse?.text && (
        <figure>
          <blockquote>{verse.text}</blockquote>
          {verse.reference && (
            <figcaption>
              <cite>{verse.reference}</cite>
              {verse.edition && <span> · {verse.edition}</span>}
            </figcaption>
          )}
        </figure>
      )}
      {note && <p className="encouraging-note">{note}</p>}
      {degraded && <p className="encouraging-note">{texts.degraded}</p>}
      {children}
    </article>
  )
}

const Contact = ({ contact, url }: HelpLine) => {
  const isNumber = /^[+\d][\d -]*$/.test(contact)
  const href = isNumber ? `tel:${contact.replace(/[ -]/g, '')}` : webAddress(url)
  return href ? <a href={href}>{contact}</a> : <strong>{contact}</strong>
}

/** The country of a line, so that nobody calls abroad; none for an international one. */
function countryOf({ region }: HelpLine, locale: string): string[] {
  if (!/^[A-Z]{2}$/.test(region)) return []
  return [new Intl.DisplayNames([locale], { type: 'region' }).of(region) ?? region]
}

/** The address of a website, nothing for one that would run a script. */
function webAddress(url: string | undefined): string | undefined {
  return url && URL.parse(url)?.protocol === 'https:' ? url : undefined
}

/** Whether a line has come whole: half a telephone number must not be called. */
function isComplete(line: DeepPartial<HelpLine>): line is HelpLine {
  return line.name !== undefined && line.contact !== undefined && line.hours !== undefined
}

function emotionText(emotion: string, { emotions }: PageTexts['motivator']): string {
  return emotions[emotion as keyof typeof emotions] ?? ''
}
