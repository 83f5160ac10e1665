/**
 * Writes Korean references in the one way that the parser knows: `빌립보서 4장 6절에서 7절`
 * becomes `빌립보서 4:6-7`. It fills up with spaces, so that every place in the text stays
 * where it is.
 */
export const withColons = (text: string): string =>
  text
    .replaceAll(numbered, (written, chapter, from, to) =>
      `${chapter}${from ? `:${from}` : ''}${to ? `-${to}` : ''}`.padStart(written.length),
    )
    .replaceAll('：', ':')
    .replaceAll(/(?<=\d)[~～∼](?=\d)/g, '-')
    .replaceAll(spaced, (written, book, part) => `${book}${part}`.padEnd(written.length))
    .replaceAll('아가서', '아가 ')

/** `4장`, `제4장`, `23편`, `4장 6절`, `4장 6-7절`, `4장 6절에서 7절`, `4장 6절부터 7절까지`. */
const numbered =
  /(?:제\s*)?(\d{1,3})\s*[장편](?:\s*(\d{1,3})(?:\s*절?\s*(?:-|–|~|～|∼|에서|부터)\s*(\d{1,3}))?\s*절)?/g

const spaced =
  /(고린도|데살로니가|디모데|베드로|사무엘|열왕기|역대|요한)\s+(전서|후서|일서|이서|삼서|상|하)(?=\s*\d)/g
