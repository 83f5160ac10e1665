/** What follows a URL without a space in Korean. */
const particles =
  /(?<=[!-~])(?:은|는|이|가|을|를|의|에|에서|에서는|에는|에도|로|으로|와|과|도|만|까지|부터|처럼|보다|입니다|이에요|예요|이다|라는|이라는)$/

const cjk = String.raw`\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`
const host = new RegExp(`^(?:https?://|www\\.)[\\w.:-]*\\w(?=[${cjk}])`, 'iu')

/** Quotes and punctuation of Chinese, Japanese and Korean. */
const punctuation = /[“”‘’…\u3000-\u303F\uFF00-\uFF65]/

/**
 * Where a bare URL ends beside Chinese, Japanese or Korean: after a host in Latin letters, before
 * punctuation, or before a Korean particle. Other letters may belong to a path.
 *
 * @example
 * bareUrlEnd('https://example.com/a를') // 21
 */
export const bareUrlEnd = (text: string): number => {
  const named = host.exec(text)?.[0]
  if (named !== undefined) return named.length
  const [before = ''] = text.split(punctuation, 1)
  const url = before.replace(particles, '')
  return url === text ? text.length : withoutEndMarks(url).length
}

/** As GitHub ends a URL: without marks at the end, and without a bracket that it does not open. */
function withoutEndMarks(url: string): string {
  const trimmed = url.replace(/[?!.,:;*_~'"]+$/, '')
  const unopened = trimmed.endsWith(')') && trimmed.split(')').length > trimmed.split('(').length
  return unopened ? withoutEndMarks(trimmed.slice(0, -1)) : trimmed
}
