import type { Extension as FromMarkdown } from 'mdast-util-from-markdown'
import type { Extension as Micromark } from 'micromark-util-types'
import { onDemand } from './on-demand.ts'

/** What is written in an answer beyond CommonMark. */
export type Syntax = { micromark: readonly Micromark[]; fromMarkdown: readonly FromMarkdown[] }

export type SyntaxName = 'gfm' | 'maths'

/** Each is loaded when a text has a sign of it, and used only where there is one. */
const syntaxes = {
  gfm: {
    // A link in brackets is CommonMark.
    sign: /\||~~|(?<![(<]|\]:[ \t]*)https?:\/\/|www\.|\w@\w|\[[ xX]\]/i,
    part: onDemand(async () => (await import('./gfm.ts')).gfmSyntax),
  },
  maths: {
    sign: /\$|\\[([]/,
    part: onDemand(async () => (await import('./maths.ts')).mathsSyntax),
  },
}

export const syntaxNames: readonly SyntaxName[] = ['gfm', 'maths']

/** The syntaxes that a text has signs of. */
export const signsIn = (text: string): readonly SyntaxName[] =>
  syntaxNames.filter((name) => syntaxes[name].sign.test(text))

export const isLoaded = (name: SyntaxName): boolean => syntaxes[name].part.value !== undefined

export const loadSyntax = (name: SyntaxName): Promise<void> => syntaxes[name].part.load()

/** The syntax, if it is loaded. */
export const syntaxOf = (name: SyntaxName): Syntax | undefined => syntaxes[name].part.value
