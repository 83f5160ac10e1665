import { bcv_parser } from 'bible-passage-reference-parser/esm/bcv_parser.js'
import * as en from 'bible-passage-reference-parser/esm/lang/en.js'
import * as ko from 'bible-passage-reference-parser/esm/lang/ko.js'

/** `osis` is a verse, a chapter or a range (`John.3.16-John.3.17`), and `indices` its place in the text. */
export type ParsedReference = { osis: string; indices: readonly [start: number, end: number] }

/** Apart from the rest, because it is large: it is evaluated only for a message that needs it. */
export const parseReferences: Record<'en' | 'ko', (text: string) => ParsedReference[]> = {
  en: parserOf(en),
  ko: parserOf(ko),
}

/** A language's parser takes as long to construct as its code to load, so that waits for the first text. */
function parserOf(language: typeof en): (text: string) => ParsedReference[] {
  let parser: bcv_parser | undefined
  return (text) => {
    parser ??= configured(new bcv_parser(language))
    return parser.parse(text).osis_and_indices()
  }
}

function configured(parser: bcv_parser): bcv_parser {
  parser.set_options({
    book_alone_strategy: 'ignore',
    // Each reference on its own, in the order of the text.
    sequence_combination_strategy: 'separate',
    // A verse that no Bible has is still one that was asked for.
    passage_existence_strategy: 'b',
  })
  return parser
}
