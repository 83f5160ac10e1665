import type { Answer, AnswerEvent, ChatModel } from '../answer/answer.ts'
import { CodeCounter, type GuardHit } from '../guard/counter.ts'
import { Pieces } from '../guard/pieces.ts'
import { Screen } from '../guard/screen.ts'
import {
  callback,
  chatModel,
  checkOptions,
  numberIn,
  type OptionRules,
  optional,
  positiveInteger,
  withDefaults,
} from '../options.ts'
import { maxOutputOf } from './internal/max-output.ts'

export type { GuardHit as SolutionStop } from '../guard/counter.ts'

const pkg = 'middy-chat/models/without-solution'

/** What the learner knows, what they must not be told, and how much code is a solution. */
export type WithoutSolutionOptions = {
  /** The learner's own code, and the problem's: it may be repeated. @defaultValue none */
  known?: readonly string[]
  /** A solution of the problem, in any language. It must come from the server, never from the request. */
  reference?: string | undefined
  /** The learner's question, for the language of the last sentence. @defaultValue the prompt's `user` */
  question?: string | undefined
  /** The most statements in a row that are not known. @defaultValue 2 */
  maxRun?: number
  /** The most different statements in an answer that are not known. @defaultValue 4 */
  maxTotal?: number
  /** The share of the reference that ends an answer; renamed, it takes a little more. @defaultValue 0.5 */
  containment?: number
  /** The last sentence of an answer that was stopped, by the language of the question. */
  texts?: Readonly<Record<'en' | 'ko', string>>
  /** Called when an answer is stopped, for the log. */
  onStop?: (stop: GuardHit) => void
}

const defaults = {
  known: [],
  maxRun: 2,
  maxTotal: 4,
  containment: 0.5,
  texts: {
    en: 'I stop here, because the next lines would give the solution away. Tell me which step you would like to think through, and we will take it together.',
    ko: '이어서 쓰면 풀이를 그대로 알려 드리게 되어 여기서 멈출게요. 어느 단계가 막히는지 알려 주시면 함께 생각해 볼게요.',
  },
  onStop: () => {},
} satisfies WithoutSolutionOptions

const rules: OptionRules<WithoutSolutionOptions> = {
  known: ['a list of strings', isListOfStrings],
  reference: optional(['a string', isString]),
  question: optional(['a string', isString]),
  maxRun: positiveInteger,
  maxTotal: positiveInteger,
  containment: numberIn(0.1, 1),
  texts: ['an object with the strings en and ko', isTexts],
  onStop: callback,
}

/**
 * Ends the answers of a model that give the solution away: more than `maxRun` statements of code in a
 * row or `maxTotal` in all that the learner does not have, or half of a reference solution. Nothing of
 * them is shown: text is held until it is prose, or code within the limits. A stopped answer ends with
 * one sentence and `finish` `refused`, and the request to the model is aborted.
 *
 * It is made for each request, which costs nothing: `known` is read when the first code comes. It goes
 * around `withRetry`, `withBreaker`, `withFallback` and `withBudget`.
 *
 * It stops most solutions that are given as code. It cannot stop a solution in plain sentences, or in
 * an encoding.
 *
 * @throws TypeError for an option that is wrong or unknown
 * @example
 * const tutor = withoutSolution(model, { known: [body.userCode, body.problem], onStop: (stop) => log(stop) })
 * return tutor.answer(prompt, { signal })
 */
export const withoutSolution = (
  model: ChatModel,
  options: WithoutSolutionOptions = {},
): ChatModel => {
  checkOptions(pkg, { model: chatModel }, {}, { model })
  checkOptions(pkg, rules, defaults, options)
  const { known, reference, question, texts, onStop, ...limits } = withDefaults(defaults, options)

  return {
    ...maxOutputOf(model),
    answer: (prompt, { signal }) => {
      const screen = new Screen(new CodeCounter(known, reference, limits))
      const say = texts[/[가-힣]/.test(question ?? prompt.user) ? 'ko' : 'en']
      return screened(model.answer(prompt, { signal }), screen, signal, say, onStop)
    },
  }
}

async function* screened(
  answer: Answer,
  screen: Screen,
  signal: AbortSignal,
  say: string,
  onStop: (stop: GuardHit) => void,
): AsyncGenerator<AnswerEvent, void, undefined> {
  const pieces = new Pieces()
  const usages: AnswerEvent[] = []
  const rest = (text: string) => pieces.rest(text).map(textEvent)
  try {
    // Leaving it ends the request to the model. It is at a `yield` then, so that settles.
    for await (const event of answer) {
      if (event.type === 'text') {
        const text = screen.push(event.text)
        for (const piece of pieces.take(event.text.length, text)) {
          yield piece === event.text ? event : textEvent(piece)
        }
      } else if (event.type === 'usage') {
        // Behind the text that is held.
        usages.push(event)
      } else {
        const text = event.type === 'finish' ? screen.end() : ''
        if (screen.hit) break
        if (event.type === 'finish') yield* [...rest(text), ...usages.splice(0)]
        yield event
      }
      if (screen.hit) break
    }
  } catch (error) {
    // What is held may be read, unless nobody reads any more.
    if (!signal.aborted) yield* rest(screen.end())
    throw error
  }
  if (!screen.hit) return yield* usages
  onStop(screen.hit)
  yield* rest(`${screen.close}${say}`)
  yield* usages
  yield { type: 'finish', reason: 'refused' }
}

function textEvent(text: string): AnswerEvent {
  return { type: 'text', text }
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every(isString)
}

function isTexts(value: unknown): boolean {
  const { en, ko } = (value ?? {}) as Record<string, unknown>
  return [en, ko].every((text) => isString(text) && text !== '')
}
