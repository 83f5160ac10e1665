const marks =
  /^(?:\s|(?<!>)>(?!>>)|\+(?![=+])|-(?=\s)|\*(?=\s)|\d{1,3}(?:[.)]|:(?=\s)|\s*\|)(?=\s|$|[`"'|])|#+(?=\s)|\/\/+|\/\*+|\|(?!\|)|<\/?(?:pre|code)[^>]{0,40}>|\[\s*(?="\s))+/

/**
 * A line without what is written around code to make it look like something else: list marks, line
 * numbers, quotes, signs of a diff, comments, cells of a table, texts in JSON.
 */
export const undecorated = (line: string): string => {
  const rest = line.replace(marks, '')
  const inside = isQuoted(rest)
    ? rest.replace(/^["']|["'],?\s*\]?,?$/g, '')
    : rest.replace(/^["'](?!.*["'])/, '').trimStart()
  return unspanned(inside.replace(/(?:\s*\||<\/(?:code|pre)>|\s*\*\/)+\s*$/, ''))
    .replace(/\\"/g, '"')
    .replace(/(?:\\n)+$/, '')
    .trim()
}

/** A text of a JSON list, and not one of a language. */
function isQuoted(rest: string): boolean {
  return /^"(?:[^"\\]|\\.)*",?\s*\]?,?\s*$/.test(rest) || /^'[^']*',?\s*$/.test(rest)
}

/** A line that is one inline span and nothing else. */
function unspanned(text: string): string {
  return /^\s*`+([^`]+)`+[.,:;]?\s*$/.exec(text)?.[1] ?? text
}
