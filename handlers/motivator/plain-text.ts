const initials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'
const vowels = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ'
const finals = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'

/** In Unicode, Hangul syllables follow each other by initial, vowel and final. @see https://www.unicode.org/versions/latest/core-spec/chapter-3/#G24646 */
const firstSyllable = 0xac00

const lookalikes: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '*': '',
}

/** The message's letters in one form: without width, ligatures, accents, zero-width characters, or case. */
const folded = (message: string): string =>
  message
    // Hangul letters that stand alone are kept: NFKC would turn each into the first of a syllable.
    .replace(/[^ㄱ-ㆎ]+/g, (text) =>
      text
        .normalize('NFKC')
        .normalize('NFD')
        .replace(/\p{Mn}/gu, ''),
    )
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()

/**
 * The English words of a message, with one space before, after and between them: lower case,
 * no apostrophes, no letter more than twice in a row, no digits in place of letters, no spaced-out letters.
 */
export const englishWords = (message: string): string => {
  const words = folded(message)
    .replace(/['’‘`´]/g, '')
    .replace(/[a-z0-9@$!*]+/g, (word) =>
      /[a-z]/.test(word)
        ? word.replace(/[!*]+$/, '').replace(/[^a-z]/g, (sign) => lookalikes[sign] ?? sign)
        : word,
    )
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/(?<![a-z])(?:[a-z] ){2,}[a-z](?![a-z])/g, (letters) => letters.replaceAll(' ', ''))
  return contracted(` ${words.replace(/([a-z])\1{2,}/g, '$1').trim()} `)
}

/** `do not` and `dont` as one word, likewise `I am`, `I will`; apostrophes are gone already. */
function contracted(words: string): string {
  return words
    .replace(/ can ?not /g, ' cant ')
    .replace(/ will not /g, ' wont ')
    .replace(/ (do|does|did|is|are|was|were|would|should|could|has|have) not /g, ' $1nt ')
    .replace(/ (do|does|did|is|are|was|were|would|should|could|has|have|ca|wo)n t /g, ' $1nt ')
    .replace(/ can t /g, ' cant ')
    .replace(/ i (a)?m /g, ' im ')
    .replace(/ i(?: wi)?ll /g, ' il ')
}

/**
 * The Korean letters of a message with single spaces where it has some: no digits or punctuation
 * in between, loose letters composed to syllables (`ㅈㅏ` is 자), no `ㅋㅋ` or `ㅠㅠ`.
 */
export const koreanWords = (message: string): string =>
  folded(message)
    .replace(/[^\p{L}\s]+/gu, '')
    .replace(/[ㅋㅎㅠㅜㅡ]{2,}/g, '')
    .replace(/([ㄱ-ㅎ])([ㅏ-ㅣ])/g, (pair, initial, vowel) => syllable(initial, vowel) ?? pair)
    .replace(/([가-힣])([ㄱ-ㅊㅌㅍ])(?![ㄱ-ㅎㅏ-ㅣ])/g, withFinal)
    .replace(/[^가-힣ㄱ-ㅎㅏ-ㅣ]+/g, ' ')
    .trim()

function syllable(initial: string, vowel: string): string | undefined {
  const first = initials.indexOf(initial)
  if (first < 0) return undefined
  const code = firstSyllable + (first * vowels.length + vowels.indexOf(vowel)) * finals.length
  return String.fromCharCode(code)
}

function withFinal(pair: string, open: string, final: string): string {
  const code = open.charCodeAt(0)
  const isOpen = (code - firstSyllable) % finals.length === 0
  return isOpen && finals.includes(final) ? String.fromCharCode(code + finals.indexOf(final)) : pair
}
