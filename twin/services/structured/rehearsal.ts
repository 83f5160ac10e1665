import type { Turn } from '../../../src/answer/answer.ts'
import { failureNames, failures, isFailureName } from '../failures.ts'
import { answer, type Step } from '../plan.ts'
import { type Command, commandIn, isAt, namesText, type RehearsalContext } from '../rehearsal.ts'
import { pieces } from '../tutor/pieces.ts'
import {
  asksForEncouragement,
  encourage,
  messageIn,
  type StructuredPrompt,
} from './encouragement.ts'
import {
  encouragementFailures,
  isEncouragementFailure,
  isTextFailure,
  textFailures,
} from './failures.ts'
import { sampleOf } from './sample.ts'

const always = /-always$/

/**
 * The steps of a model whose answer is JSON: an encouragement for the motivator's schema, and the
 * smallest instance of any other schema.
 *
 * `/rehearse NAME` in a turn of the user fails as in `rehearsed`, or as `textFailures` or, for the
 * motivator, `encouragementFailures` say. The next answer in the same conversation is good, so
 * that a repair succeeds; `/rehearse NAME-always` spoils each one.
 */
export function rehearsedJson(prompt: StructuredPrompt, context: RehearsalContext): Step[] {
  const say = (text: string) => answer(pieces(text), context.paceMs)
  const encouragement = asksForEncouragement(prompt) ? encourage(prompt) : undefined
  const json = (change: object = {}, text = 'Any text.') => {
    const sample = sampleOf(prompt.schema, text)
    // The keys of the sample come first: they have the order of the schema.
    return JSON.stringify(
      encouragement ? { ...Object(sample), ...encouragement, ...change } : sample,
    )
  }

  const command = pendingCommand(prompt.turns)
  if (!command) return say(json())
  const name = command.name.replace(always, '')
  const spoils = isAt(command.target, context)
  const { locale } = messageIn(prompt)
  if (isFailureName(name)) {
    return spoils ? failures[name]({ ...context, pieces: pieces(json()) }) : say(json())
  }
  if (isTextFailure(name)) return say(spoils ? textFailures[name](json()) : json())
  if (encouragement && isEncouragementFailure(name)) {
    return say(json(spoils ? encouragementFailures[name](encouragement, locale) : {}))
  }
  const names = [
    ...failureNames,
    ...Object.keys(textFailures),
    ...(encouragement ? Object.keys(encouragementFailures) : []),
  ]
  // A text in JSON is not Markdown, and the motivator takes backticks for quotation marks.
  const text = namesText(names, locale).replaceAll('`', '')
  return say(json({ message: text }, text))
}

/** The last command, unless the model has answered it. */
function pendingCommand(turns: readonly Turn[]): Command | undefined {
  const told = turns.map(({ role, text }) => (role === 'user' ? commandIn(text) : undefined))
  const command = told.findLast((each) => each !== undefined)
  const isAnswered = told.findIndex((each) => each?.written === command?.written) < turns.length - 1
  return isAnswered && !always.test(command?.name ?? '') ? undefined : command
}
