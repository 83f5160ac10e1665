import {
  functions,
  operators,
  subscripts,
  superscripts,
  symbols,
  wrappers,
} from './maths-symbols.ts'

const tokens = /\\[A-Za-z]+\*?|\\[\s\S]|[\s\S]/gu

/** Stands beside the name of a function until its neighbours are known. */
const joint = '\u2061'

/**
 * Mathematics in LaTeX as text that can be read, read aloud and copied: powers and indices in
 * Unicode, fractions with a slash. A command that is not known stays as it is written.
 *
 * @example
 * mathsText('O(n \\log n) \\le n^2') // 'O(n log n) ≤ n²'
 */
export const mathsText = (latex: string): string =>
  createReader(latex.match(tokens) ?? [])
    .all()
    .replace(/(?<=[\p{L}\p{N})])\u2061(?=[\p{L}∑∏∫⋃⋂])/gu, ' ')
    .replace(/\u2061(?=[\p{L}\p{Nd}√∑∏∫⋃⋂])(?<![\s(]\u2061)/gu, ' ')
    .replaceAll(joint, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()

type Reader = { all(): string }

function createReader(list: readonly string[]): Reader {
  let at = 0

  /** All up to a closing brace, which it passes. */
  const group = (): string => {
    let out = ''
    while (at < list.length) {
      const token = list[at++] ?? ''
      if (token === '}') break
      if (token === '^' || token === '_') out = raised(out, token)
      else out += read(token)
    }
    return out
  }
  /** The next group or character. */
  const argument = (): string => {
    while (list[at]?.trim() === '') at += 1
    const token = list[at++] ?? ''
    return token === '{' ? group() : read(token)
  }
  /** The text with a power or an index. */
  const raised = (before: string, mark: '^' | '_'): string => {
    const text = before.endsWith(joint) ? before.slice(0, -1) : before
    return text + raise(plain(argument()), mark) + before.slice(text.length)
  }
  const read = (token: string): string => {
    if (token === '{') return group()
    if (token === '&' || token === '~') return ' '
    if (!token.startsWith('\\')) return token
    return command(token.slice(1))
  }
  const command = (name: string): string => {
    if (/^[,:;> ]$/.test(name)) return ' '
    if (name === '!') return ''
    if (name === '\\') return '\n'
    if (/^[^A-Za-z]$/.test(name)) return name
    if (/^(?:left|right|[bB]igg?[lrm]?)$/.test(name)) return withoutDot()
    if (/^[dt]?frac$/.test(name)) return `${operand(argument())}/${operand(argument(), simple)}`
    if (name === 'sqrt') return root(index(), argument())
    if (name === 'binom') return `C(${argument()}, ${argument()})`
    if (name === 'pmod') return ` (mod ${argument()})`
    if (name === 'begin' || name === 'end') return environment(name)
    if (wrappers.has(name)) return argument()
    const operator = known(operators, name)
    if (operator !== undefined) return ` ${operator} `
    const applied = known(functions, name)
    if (applied !== undefined) return joint + applied + joint
    return known(symbols, name) ?? unknown(name)
  }
  /** `\left.` has no bracket. */
  const withoutDot = (): string => {
    if (list[at] === '.') at += 1
    return ''
  }
  /** The index of a root in square brackets. */
  const index = (): string => {
    if (list[at] !== '[') return ''
    const end = list.indexOf(']', at)
    if (end < 0) return ''
    const text = list.slice(at + 1, end).join('')
    at = end + 1
    return text
  }
  /** The lines between `\begin` and `\end` stand for themselves. */
  const environment = (word: string): string => {
    const name = list[at] === '{' ? argument() : ''
    if (/^(?:cases|align(?:ed)?\*?|gather(?:ed)?\*?|split|[pbvB]?matrix|equation\*?)$/.test(name)) {
      return ' '
    }
    return `\\${word}{${name}}`
  }
  const unknown = (name: string): string => {
    let text = `\\${name}`
    while (list[at] === '{') text += `{${argument()}}`
    return text
  }

  return {
    all() {
      let out = group()
      // A brace that nothing opens.
      while (at < list.length) out += `}${group()}`
      return out
    },
  }
}

/** An own property: there is no command `\constructor`. */
function known(from: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined
}

function plain(text: string): string {
  return text.replaceAll(joint, '').replace(/\s+/g, '')
}

function raise(text: string, mark: '^' | '_'): string {
  const letters = mark === '^' ? superscripts : subscripts
  const all = Array.from(text)
  if (all.every((letter) => letters.has(letter))) {
    return all.map((letter) => letters.get(letter)).join('')
  }
  return all.length === 1 ? mark + text : `${mark}(${text})`
}

const root = (index: string, text: string): string => {
  const sign = { '': '√', 2: '√', 3: '∛', 4: '∜' }[index] ?? `${raise(index, '^')}√`
  return sign + operand(text, simple)
}

/** A number, or a letter with its index, or what is in brackets already. */
const simple = /^(?:\p{Nd}+|\p{L}[\p{Lm}\p{No}]*|\([^()]*\))$/u
/** Without an operator outside of brackets. */
const term = /^(?:[^\s()+\-−/·×÷=<>≤≥]|\([^()]*\))*$/u

function operand(text: string, isSimple = term): string {
  const trimmed = text.replaceAll(joint, ' ').trim()
  return trimmed === '' || isSimple.test(trimmed) ? trimmed : `(${trimmed})`
}
