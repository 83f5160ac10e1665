/** The most that is looked at of one line: more than this is not written by hand. */
const longest = 600

/**
 * The statements of a line of code, without comments at its end. Signs that only close or open a
 * block are none.
 */
export const statementsOf = (line: string): string[] =>
  withoutComment(line.slice(0, longest))
    .replace(/\bfor\s*\([^()]*;[^()]*;(?:[^()]|\([^()]*\))*\)/g, (head) =>
      head.replaceAll(';', ','),
    )
    .replace(/\bfor\s[^(;]*;[^;]*;[^{]*\{/g, (head) => head.replaceAll(';', ','))
    .split(
      /;|(?<=[)\w\s\]]\{)(?=\s|\w|$)|(?<=^|\s)\}|(?<=:)\s+(?=(?:for|if|while|return|break|continue)\b|[\w.[\]]+\s*[-+*/]?=)/,
    )
    .flatMap(parts)
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part) && !trivial.test(part))

/** Statements one after the other on one line, with nothing between them but a space. */
function parts(part: string): string[] {
  return part.split(
    /(?<=[\w)\]'"])\s+(?=(?:return|for|while|if|elif|else)\b[^?]*[:({\w])(?!if .* else |for [\w, ]+ in [^:]*$|if [^:]*$|else (?!if\b))/,
  )
}

const trivial =
  /^(?:else|try|finally|do|begin|end|pass|python|java|javascript|js|cpp|c\+\+|go)\s*:?$/i

function withoutComment(line: string): string {
  return line.replace(/(?<=\S)\s+(?:#|\/\/)\s.*$/, '')
}
