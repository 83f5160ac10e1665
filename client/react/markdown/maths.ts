import type { CompileContext, Token } from 'mdast-util-from-markdown'
import type { Code, Construct, Effects, State, Tokenizer } from 'micromark-util-types'
import { endsClosed, innerOf, isInlineMaths, openingOf } from './maths-delimiters.ts'
import { mathsText } from './maths-text.ts'
import type { Syntax } from './syntaxes.ts'

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    mathsBlock: 'mathsBlock'
    mathsInline: 'mathsInline'
    mathsLine: 'mathsLine'
  }
}

declare module 'mdast' {
  interface RootContentMap {
    maths: { type: 'maths'; data?: object }
  }
}

const dollar = 36
const backslash = 92

/** `$x$`, `$$x$$`, `\(x\)` and `\[x\]` within a paragraph; `$x$` has no line end. */
const inline: Tokenizer = (effects, ok, nok) => {
  const lines = createLines(effects)
  const inside: State = (code) => {
    const { raw } = lines
    const opening = raw.length > 1 ? openingOf(raw) : undefined
    if (raw.length > 1 && !opening) return nok(code)
    if (opening && endsClosed(raw, opening)) {
      if (opening === '$' && !isInlineMaths(innerOf(raw), letterOf(code))) return nok(code)
      lines.end()
      effects.exit('mathsInline')
      return ok(code)
    }
    if (code === null || (isLineEnd(code) && opening === '$') || reopens(raw)) return nok(code)
    lines.take(code)
    return inside
  }
  return (code) => {
    effects.enter('mathsInline')
    return inside(code)
  }
}

/** `$$` or `\[` at the beginning of a line up to the end of a line, which may be a later one. */
const block: Tokenizer = function (effects, ok, nok) {
  const lines = createLines(effects)
  let isFirst = true
  const done: State = (code) => {
    lines.end()
    effects.exit('mathsBlock')
    return ok(code)
  }
  const inside: State = (code) => {
    const { raw } = lines
    const opening = openingOf(raw)
    if (raw.length > 1 && (opening === '$' || opening === '\\(' || !opening)) return nok(code)
    if (code !== null && !isLineEnd(code)) {
      lines.take(code)
      return inside
    }
    const closed = opening !== undefined && endsClosed(raw.trimEnd(), opening)
    const closedBefore = opening !== undefined && raw.includes(opening === '$$' ? '$$' : '\\]', 2)
    // What follows is a paragraph, or nothing has closed it.
    if (isFirst && !closed && (closedBefore || code === null)) return nok(code)
    if (closed || code === null || this.interrupt) return done(code)
    isFirst = false
    // Outside of what is taken back if the next line is elsewhere.
    lines.end()
    return effects.attempt({ tokenize: nextLine, partial: true }, inside, done)(code)
  }
  /** The next line, if it stands in the same quote or list item. */
  const nextLine: Tokenizer = (_, ok, nok) => (code) => {
    lines.take(code)
    return (next) => (this.parser.lazy[this.now().line] ? nok(next) : ok(next))
  }
  return (code) => {
    effects.enter('mathsBlock')
    return inside(code)
  }
}

/** Gathers the lines of mathematics in tokens of their own. */
function createLines(effects: Effects) {
  let raw = ''
  let inLine = false
  const end = () => {
    if (inLine) effects.exit('mathsLine')
    inLine = false
  }
  return {
    get raw() {
      return raw
    },
    end,
    take(code: Code) {
      const isEnd = isLineEnd(code)
      if (isEnd) end()
      if (isEnd) effects.enter('lineEnding')
      else if (!inLine) effects.enter('mathsLine')
      effects.consume(code)
      if (isEnd) effects.exit('lineEnding')
      else inLine = true
      raw += isEnd ? '\n' : letterOf(code)
    },
  }
}

/** Whether the text has a second opening, which would be read to its end once more, and so on. */
function reopens(raw: string): boolean {
  const last = raw.at(-1)
  return raw.length > 3 && (last === '(' || last === '[') && /[^\\](?:\\\\)*\\[([]$/.test(raw)
}

function isLineEnd(code: Code): boolean {
  return code !== null && code < -2
}

/** Tabs have negative codes, and the end none. */
function letterOf(code: Code): string {
  if (code === null) return ''
  return code < 0 ? ' ' : String.fromCharCode(code)
}

/** In `US$5` and in a longer run of signs nothing begins. */
const afterText: Construct = {
  name: 'mathsInline',
  tokenize: inline,
  previous: (code) => !/[\w$]/.test(letterOf(code)),
}
const afterAnything: Construct = { name: 'mathsInline', tokenize: inline }
const atLineStart: Construct = { name: 'mathsBlock', tokenize: block, concrete: true }

/** Mathematics in LaTeX, drawn as text. What is not closed stays as it is written. */
export const mathsSyntax: Syntax = {
  micromark: [
    {
      flow: { [dollar]: atLineStart, [backslash]: atLineStart },
      text: { [dollar]: afterText, [backslash]: afterAnything },
    },
  ],
  fromMarkdown: [
    {
      enter: { mathsInline: enter, mathsBlock: enter },
      exit: {
        mathsLine(token) {
          this.config.enter.data?.call(this, token)
          this.config.exit.data?.call(this, token)
        },
        mathsInline(token) {
          exit(this, token, 'span')
        },
        mathsBlock(token) {
          exit(this, token, 'p')
        },
      },
    },
  ],
}

function enter(this: CompileContext, token: Token): void {
  this.enter({ type: 'maths' }, token)
  this.buffer()
}

function exit(context: CompileContext, token: Token, hName: string): void {
  const raw = context.resume().trim()
  const node = context.stack.at(-1)
  context.exit(token)
  const opening = openingOf(raw)
  const closed = opening && endsClosed(raw, opening)
  const value = closed ? mathsText(innerOf(raw)) : raw
  const hProperties = { className: ['middy-chat-maths'], dir: 'ltr' }
  if (node) node.data = { hName, hProperties, hChildren: [{ type: 'text', value }] }
}
