/** In this order: a sign of an earlier language may stand in a later one, not the other way. */
const signs: readonly [language: string, sign: RegExp][] = [
  [
    'C++',
    /#include\s*<(?:iostream|vector|string|algorithm|bits\/|map|set|queue)|\bstd::|\bcout\b|\bvector\s*</,
  ],
  ['C', /#include\s*</],
  ['C#', /\busing System\b|\bConsole\.Write|\bpublic\s+[\w<>[\]]+\s+[A-Z]\w*\s*\(/],
  [
    'Java',
    /\bpublic\s+(?:static\s+)?(?:class|int|void|boolean|long|String|List)\b|\bSystem\.out\b/,
  ],
  ['Kotlin', /\bfun\s+\w+\s*\(/],
  ['Go', /^[ \t]*(?:package\s+\w+|func\s[^\n]*\{)/m],
  ['Rust', /\bfn\s+\w+|\blet\s+mut\b/],
  ['Swift', /\bfunc\s+\w+\s*\([^)]*\)\s*(?:->|\{)/],
  ['TypeScript', /\b(?:const|let|function)\b[^\n=]*:\s*(?:number|string|boolean|Map|Set)\b/],
  ['JavaScript', /\b(?:const|let|var)\s+[\w[{]|\bfunction\b|=>|\bconsole\.log/],
  [
    'Python',
    /^[ \t]*(?:(?:def|class|for|while|if|elif|with)\b[^\n{]*:[ \t\r]*$|(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+[\w*., ]+$|def\b[^\n{]*:)|\bprint\(|\blen\(/m,
  ],
  ['Ruby', /^[ \t]*(?:def\s+\w+|puts\b|end$)/m],
]

export function detectLanguage(source: string): string | undefined {
  return signs.find(([, sign]) => sign.test(source))?.[0]
}

const literal = String.raw`"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`
const comment = String.raw`/\*[\s\S]*?\*/|//[^\n]*`
const template = '`(?:\\\\.|[^`\\\\])*`'
const hashed = new RegExp(String.raw`("""|''')[\s\S]*?\1|${literal}|#[^\n]*`, 'g')
const slashed = new RegExp(`${comment}|${literal}|${template}`, 'g')
const either = new RegExp(String.raw`${comment}|${literal}|${template}|#[^\n]*`, 'g')

/** Takes comments and the insides of strings out, so that no word in them counts; keeps lines. */
export function stripProse(source: string, language: string | undefined): string {
  const known = language === 'Python' || language === 'Ruby' ? hashed : slashed
  return source.replace(language ? known : either, (match) => {
    const lines = match.replace(/[^\n]/g, '')
    return /^["'`]/.test(match) && !lines ? '""' : lines
  })
}
