import { failureNames, failures, isFailureName, type Scene } from './failures.ts'
import { contentText, type GeminiRequest } from './gemini-wire.ts'
import { answer, type Step } from './plan.ts'
import { giveHint } from './tutor/hint.ts'
import { pieces } from './tutor/pieces.ts'
import { localeOf, readTurn } from './tutor/turn.ts'

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
  const [command, name, target] = /\/rehearse\b\s*([\w-]*)(?:@([\w.:/-]*\w))?/.exec(question) ?? []
  if (command === undefined) return answer(pieces(say(question)), context.paceMs)
  if (!isFailureName(name)) return answer(pieces(namesText(question)), context.paceMs)
  const said = pieces(say(question.replace(command, '')))
  if (target !== undefined && !isAt(target, context)) return answer(said, context.paceMs)
  return failures[name]({ ...context, pieces: said })
}

function isAt(target: string, { provider, model }: RehearsalContext): boolean {
  return target === provider || model.startsWith(target)
}

function namesText(question: string): string {
  const names = failureNames.map((name) => `\`${name}\``).join(', ')
  return localeOf(question) === 'ko'
    ? `연습할 수 있는 실패는 다음과 같아요: ${names}. \`/rehearse\` 뒤에 이름을 하나 적어 보세요.`
    : `These failures can be rehearsed: ${names}. Write one of the names after \`/rehearse\`.`
}
