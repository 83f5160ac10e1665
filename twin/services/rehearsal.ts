import { failureNames, failures, isFailureName, type Scene } from './failures.ts'
import { contentText, type GeminiRequest } from './gemini-wire.ts'
import { answer, type Step } from './plan.ts'
import { giveHint } from './tutor/hint.ts'
import { pieces } from './tutor/pieces.ts'
import { type Locale, localeOf, readTurn } from './tutor/turn.ts'

/** The pace of the answer, and the model that is asked. Neither changes what is answered. */
export type RehearsalContext = Omit<Scene, 'pieces'> & {
  provider: 'gemini' | 'bedrock'
  /** The id of a model or an agent. */
  model: string
}

/** Maps a request to what the model does. Pure: the same request has the same plan. */
export type Rehearse = (request: GeminiRequest, context: RehearsalContext) => Step[]

/**
 * The model that the twin plays for Google: a tutor who answers the last turn with a hint, in
 * English or Korean like the question, and never with the solution.
 */
export const rehearse: Rehearse = (request, context) => {
  const turn = readTurn(contentText(request.contents.at(-1) ?? {}))
  return rehearsed(turn.query, (query) => giveHint({ ...turn, query }), context)
}

/**
 * What a model does with a question: it answers in pieces of a few words each.
 *
 * A question that contains `/rehearse NAME` fails as NAME says (see `failures`); with an unknown
 * name, the answer lists the known ones. `/rehearse NAME@TARGET` fails only at TARGET: a provider,
 * `gemini` or `bedrock`, or a prefix of a model's or an agent's id. Any other model answers the
 * rest of the question, so `/rehearse 503@gemini-3.8-flash` shows what a fallback says.
 *
 * @param say returns the whole answer to the question, which it gets without the command
 */
export function rehearsed(
  question: string,
  say: (question: string) => string,
  context: RehearsalContext,
): Step[] {
  const command = commandIn(question)
  if (!command) return answer(pieces(say(question)), context.paceMs)
  const { written, name, target } = command
  if (!isFailureName(name)) {
    return answer(pieces(namesText(failureNames, localeOf(question))), context.paceMs)
  }
  const said = pieces(say(question.replace(written, '')))
  if (!isAt(target, context)) return answer(said, context.paceMs)
  return failures[name]({ ...context, pieces: said })
}

/** `/rehearse NAME@TARGET`, as written and in parts. */
export type Command = { written: string; name: string; target: string | undefined }

export function commandIn(text: string): Command | undefined {
  const [written, name = '', target] = /\/rehearse\b\s*([\w-]*)(?:@([\w.:/-]*\w))?/.exec(text) ?? []
  return written === undefined ? undefined : { written, name, target }
}

/** Whether a command means this model; without a target it means any. */
export function isAt(target: string | undefined, { provider, model }: RehearsalContext): boolean {
  return target === undefined || target === provider || model.startsWith(target)
}

/** Lists the failures, for a command with an unknown name. */
export function namesText(names: readonly string[], locale: Locale): string {
  const list = names.map((name) => `\`${name}\``).join(', ')
  return locale === 'ko'
    ? `연습할 수 있는 실패는 다음과 같아요: ${list}. \`/rehearse\` 뒤에 이름을 하나 적어 보세요.`
    : `These failures can be rehearsed: ${list}. Write one of the names after \`/rehearse\`.`
}
