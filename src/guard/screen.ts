import type { CodeCounter, GuardHit } from './counter.ts'
import { endsInProse, isPlain, isPlainCode, isProseSoFar } from './prose.ts'
import { undecorated } from './undecorated.ts'

const fence = /^[\s>|*\-\d.)]*(?:`{3,}|~{3,})/
/** The first word of a sentence: a line may still turn out to be code, but this word gives nothing away. */
const firstWord = /^\p{Lu}\p{Ll}{0,11}$/u
/** A line this long without an end is looked at where it is. */
const longestLine = 400

/**
 * Passes on the text of an answer as far as it cannot be part of a solution, character by character,
 * so that its pieces make no difference. Held are a line until it is prose, a run of code until prose
 * follows, a code block until it ends, and code in a sentence until words follow.
 */
export class Screen {
  readonly #counter: CodeCounter
  #held = ''
  #line = ''
  #isProse = false
  #isFenced = false
  /** Whether the line that opened the block was the last. */
  #isOpening = false
  /** Where in the line an open inline span or code in a sentence begins; -1 for none. */
  #span = -1
  #code = -1
  #hit: GuardHit | undefined
  /** The end of what was passed on. */
  #shown = ''
  #isFenceShown = false

  constructor(counter: CodeCounter) {
    this.#counter = counter
  }

  /** Why the answer must end, once it must. */
  get hit(): GuardHit | undefined {
    return this.#hit
  }

  /** The number of characters that are held. */
  get held(): number {
    return this.#held.length
  }

  /** What closes the text that was passed on, before another paragraph. */
  get close(): string {
    if (this.#isFenceShown) return this.#shown.endsWith('\n') ? '```\n\n' : '\n```\n\n'
    return this.#shown === '' ? '' : '\n\n'
  }

  /** @returns what may be passed on; nothing more after a hit */
  push(text: string): string {
    let out = ''
    for (let at = 0; at < text.length; at++) {
      if (this.#isOpen) {
        const from = at
        while (at < text.length && isPlainCode(text.charCodeAt(at))) at += 1
        out += this.#flow(text.slice(from, at))
        if (at === text.length) break
      }
      const char = text.charAt(at)
      this.#held += char
      if (char === '\n') this.#endLine()
      else this.#add(char)
      if (this.#hit) break
      if (this.#mayGo(char)) out += this.#release()
    }
    return out
  }

  /** @returns the rest, at the end of the answer */
  end(): string {
    if (!this.#hit) this.#endLine()
    return this.#hit ? '' : this.#release()
  }

  /** Whether the words of a sentence pass as they come. */
  get #isOpen(): boolean {
    return this.#isProse && this.#span < 0 && this.#code < 0 && this.#held === ''
  }

  /** Passes words on, of which only the last may belong to code that follows. */
  #flow(words: string): string {
    if (words === '') return words
    this.#line = (this.#line + words).slice(-60)
    this.#shown = words.slice(-1)
    return words
  }

  #release(): string {
    const out = this.#held
    this.#held = ''
    if (out !== '') this.#shown = out.slice(-1)
    this.#isFenceShown = this.#isFenced
    return out
  }

  /** Whether nothing in what is held can be part of a solution. */
  #mayGo(char: string): boolean {
    if (this.#isFenced) return char === '\n' && !this.#isOpening && !this.#counter.isRunning
    if (this.#line === '') return !this.#counter.isRunning
    if (!this.#isProse) return !this.#counter.isRunning && firstWord.test(this.#line)
    return this.#span < 0 && this.#code < 0
  }

  #add(char: string): void {
    this.#line += char
    if (this.#isFenced) return
    if (this.#isProse) this.#addToProse(char)
    else if (char === ' ' || isHangul(char)) this.#decide()
    if (this.#line.length >= longestLine) this.#look()
  }

  #decide(): void {
    const start = undecorated(`${this.#line}.`).slice(0, -1)
    if (
      start === '' ||
      fence.test(this.#line) ||
      !(isProseSoFar(`${start} `) || this.#becomesProse(start))
    )
      return
    this.#isProse = true
    this.#counter.endRun()
  }

  /** Whether a sentence follows what looked like code and is none, such as a number or a name. */
  #becomesProse(start: string): boolean {
    return endsInProse(start.trimEnd()) && !this.#count(start, 'line')
  }

  #addToProse(char: string): void {
    if (char === '`') {
      if (this.#span >= 0) this.#countSpan()
      else this.#span = this.#line.length
    } else if (this.#span < 0) {
      if (this.#code < 0 && !isPlain(char)) this.#code = wordAt(this.#line)
      else if (
        this.#code >= 0 &&
        (char === ' ' || isHangul(char)) &&
        wordsFollow.test(this.#line.slice(this.#code))
      )
        this.#countCode()
    }
  }

  #countSpan(): void {
    const span = this.#line.slice(this.#span, -1)
    this.#span = -1
    if (span.trim() !== '') this.#count(span, 'inline')
  }

  #countCode(): void {
    const code = this.#line.slice(this.#code).replace(wordsFollow, '')
    this.#code = -1
    this.#count(code, 'line')
  }

  #count(text: string, place: 'line' | 'block' | 'inline'): boolean {
    const { isCode, hit } = this.#counter.count(text, place)
    this.#hit ??= hit
    return isCode
  }

  #look(): void {
    if (this.#span >= 0 || this.#code >= 0) this.#endProse()
    else if (!this.#isProse) this.#count(undecorated(this.#line), 'line')
    this.#line = this.#line.slice(-1)
  }

  #endProse(): void {
    if (this.#span >= 0) this.#count(this.#line.slice(this.#span), 'inline')
    if (this.#code >= 0) this.#count(this.#line.slice(this.#code), 'line')
    this.#span = -1
    this.#code = -1
  }

  #endLine(): void {
    const line = this.#line
    this.#isOpening = false
    if (fence.test(line) && !this.#isProse) this.#endFence(line)
    else if (this.#isFenced) this.#count(undecorated(line), 'block')
    else if (this.#isProse) this.#endProse()
    else if (line.trim() !== '') this.#endUndecided(undecorated(line))
    this.#line = ''
    this.#isProse = false
  }

  #endUndecided(line: string): void {
    const isCode = this.#count(line, 'line')
    if (!isCode && /\p{L}{2}/u.test(line) && !/^[\w.]+:?$/.test(line)) this.#counter.endRun()
  }

  /** A fence opens or closes; one that closes on its own line has its code between. */
  #endFence(line: string): void {
    this.#isFenced = !this.#isFenced
    this.#isOpening = this.#isFenced
    const inside = /(?:`{3,}|~{3,})[\w+-]*\s*(\S.*?)(?:`{3,}|~{3,})\s*$/.exec(line)?.[1]
    if (inside === undefined) return
    this.#isFenced = false
    this.#count(inside, 'block')
  }
}

/** Words of prose after code: three that begin no statement, or one in Korean. */
const wordsFollow =
  /(?:[가-힣]|(?:(?<=\s)(?!(?:for|in|if|is|not|and|or|return|while|import|else|elif|def|int|let|const|var)\b)[\p{L}']+[,.:]?\s){3})$/u

function isHangul(char: string): boolean {
  return char >= '가' && char <= '힣'
}

/** Where the word begins that a line ends in, or the statement to which it seems to belong. */
function wordAt(line: string): number {
  const from = Math.max(0, line.length - 60)
  return from + line.slice(from).search(statementStart)
}

const statementStart =
  /(?:\b(?:for|while|if|elif|return|import|from|def|int|let|const|var)\s+(?:[\w,]+\s+){0,3})?\S*$/
