import { type ChatbotLocale, chatbotTexts } from '../../client/react/texts.ts'

/** The first of a browser's languages that the page has texts for, or English. */
export const localeOf = (languages: readonly string[]): ChatbotLocale =>
  languages.map((tag) => tag.toLowerCase().split('-')[0]).find(isLocale) ?? 'en'

function isLocale(language: string | undefined): language is ChatbotLocale {
  return language !== undefined && Object.hasOwn(chatbotTexts, language)
}
