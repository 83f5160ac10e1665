import type { AnswerEvent, AnswerUsage, ChatModel } from '../../src/answer/answer.ts'
import type { AnswerContext } from '../../src/answer/request.ts'
import { isHttpError, toHttpError } from '../../src/errors/http-error.ts'
import { modelInvalid } from '../../src/errors/model-errors.ts'
import { warnOf } from '../../src/warnings.ts'
import { attempt, type Call, type Outcome } from './attempt.ts'
import { caringMessage } from './care/care.ts'
import type { HelpLine } from './care/help-lines.ts'
import { speaksOfSelfHarm } from './care/self-harm.ts'
import type { Emotion } from './emotions.ts'
import type { Locale } from './locale.ts'
import { curatedMessage, detectEmotion } from './mood/mood.ts'
import type { Output } from './output.ts'
import { motivatorPrompt, repairPrompt } from './prompt.ts'
import { type Beginning, beginReply, endReply, type Rest } from './reply.ts'
import { askedVerse } from './verses/asked-verse.ts'
import { ownVerse } from './verses/verses.ts'

const pkg = 'motivator'

/** The metrics, each a count. */
export type Counted =
  | 'Answers'
  | 'CareAnswers'
  | 'DegradedAnswers'
  | 'RepairedAnswers'
  | 'ReplacedVerses'

/** What answers are made with. */
export type MotivatorParts = {
  model: ChatModel
  helpLines(locale: Locale): HelpLine[]
  count(name: Counted): void
}

/** A message, the language of its answer, and the session if the client names one. */
export type Asked = { message: string; locale: Locale; sessionId?: string | null | undefined }

/**
 * Answers messages with an encouragement and a verse; the texts of an answer join to the JSON of the
 * response. Whatever the model does, there is an answer: it is asked a second time if the first
 * answer cannot be used, and then one is given that was written before.
 *
 * @throws HttpError 429 and 413 of a budget, before the first event; whatever ended the request
 */
export const motivator = ({ model, helpLines, count }: MotivatorParts) =>
  async function* answer(
    { message, locale, sessionId }: Asked,
    context: AnswerContext,
  ): AsyncGenerator<AnswerEvent, void> {
    const spent = { inputTokens: 0, outputTokens: 0 }
    let sent: Beginning | undefined

    const begin = (fields: Beginning): AnswerEvent[] => {
      if (sent) return []
      sent = fields
      return beginReply(fields, locale)
    }
    const end = (fields: Beginning, rest: Rest): AnswerEvent[] => [
      ...begin(fields),
      endReply(rest, sessionId),
      ...(spent.inputTokens > 0 ? [{ type: 'usage' as const, ...spent }] : []),
      { type: 'finish', reason: 'stop' },
    ]
    const care = (): AnswerEvent[] => {
      count('CareAnswers')
      const emotion = heavy(detectEmotion(message))
      const rest = { message: caringMessage(locale), helpLines: helpLines(locale) }
      return end({ emotion, verseId: ownVerse(emotion) }, rest)
    }

    count('Answers')
    // The model is not asked: it could only say less, or later.
    if (speaksOfSelfHarm(message)) return yield* care()
    const { verseId, note } = await askedVerse(message, locale)

    const prompt = motivatorPrompt(message, locale)
    const call: Omit<Call, 'prompt'> = {
      model,
      signal: context.signal,
      begin: (fields) => begin({ ...fields, verseId: verseId ?? fields.verseId }),
      spend: ({ inputTokens, outputTokens }: AnswerUsage) => {
        spent.inputTokens += inputTokens
        spent.outputTokens += outputTokens
      },
    }
    const encourage = ({ emotion, verse_id, message, confidence }: Output) =>
      end({ emotion, verseId: verseId ?? verse_id }, { message, confidence, note })
    const noteFault = (fault: string) => warnOf(context, modelInvalid(pkg, fault))

    let isRepair = false
    try {
      let outcome: Outcome = yield* attempt({ ...call, prompt })
      if (outcome !== 'self-harm' && 'fault' in outcome) {
        noteFault(outcome.fault)
        isRepair = true
        outcome = yield* attempt({
          ...call,
          prompt: repairPrompt(prompt, outcome.text, outcome.fault),
        })
        if (outcome !== 'self-harm' && 'output' in outcome) count('RepairedAnswers')
      }
      if (outcome === 'self-harm') return yield* care()
      if ('output' in outcome) return yield* encourage(outcome.output)
      noteFault(outcome.fault)
      if (outcome.usable) {
        count('ReplacedVerses')
        return yield* encourage(outcome.usable)
      }
    } catch (error) {
      if (context.signal.aborted || (!isRepair && isRefusal(error))) throw error
      warnOf(context, toHttpError(error, pkg))
    }
    count('DegradedAnswers')
    const emotion = sent?.emotion ?? detectEmotion(message)
    const rest = { message: curatedMessage(emotion, locale), degraded: true, note }
    yield* end({ emotion, verseId: verseId ?? ownVerse(emotion) }, rest)
  }

/** Whether one of our own middlewares refused the request, e.g. for its budget. Failures of a model are not refusals. */
function isRefusal(error: unknown): boolean {
  return isHttpError(error) && error.statusCode < 500 && !isModels(error.cause.package)
}

function isModels(name: string): boolean {
  return name === pkg || name.startsWith('middy-chat/models/')
}

/** What fits beside a caring answer: no verse about joy. */
function heavy(emotion: Emotion): Emotion {
  return light.has(emotion) ? 'overwhelmed' : emotion
}

const light: ReadonlySet<Emotion> = new Set([
  'hopeful',
  'grateful',
  'joyful',
  'excited',
  'peaceful',
  'neutral',
])
