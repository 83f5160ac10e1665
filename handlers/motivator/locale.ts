import Negotiator from 'negotiator'

/** The languages of the verses and of our own texts. */
export type Locale = 'en' | 'ko'

const locales: Locale[] = ['en', 'ko']

/**
 * The language of an answer.
 *
 * @param requested a BCP 47 tag such as `ko-KR`; it takes precedence
 * @param acceptLanguage the value of the request's `accept-language`
 * @returns English if neither names a language that we have
 */
export const localeOf = (requested: string | undefined, acceptLanguage: string): Locale =>
  preferred(requested) ?? preferred(acceptLanguage) ?? 'en'

function preferred(languages: string | undefined): Locale | undefined {
  if (!languages) return undefined
  const negotiator = new Negotiator({ headers: { 'accept-language': languages } })
  return locales.find((locale) => locale === negotiator.language(locales))
}
