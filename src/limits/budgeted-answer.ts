import type { Answer, AnswerEvent } from '../answer/answer.ts'
import type { Reservation } from './budgets.ts'
import type { Usage, UsageMeter } from './charge.ts'

/** How an answer is paid for. */
export type Payment = {
  reserve(): Promise<Reservation>
  meter: UsageMeter
  /** In the units of the reservation. */
  costOf(usage: Usage): number
}

/**
 * An answer whose cost is reserved before the model is asked, and settled before its finish is passed
 * on, so before the response ends; or, if it breaks off or its reader leaves, at once.
 *
 * @param ask asks the model
 * @throws whatever `reserve` or the answer throws
 */
export async function* budgetedAnswer(
  ask: () => Answer,
  signal: AbortSignal,
  { reserve, meter, costOf }: Payment,
): AsyncGenerator<AnswerEvent, void> {
  signal.throwIfAborted()
  const reservation = await reserve()
  let isSettled = false
  const settle = async (usage: Usage) => {
    if (isSettled) return
    isSettled = true
    await reservation.settle(costOf(usage))
  }
  let isAsked = false
  try {
    // Its reader may have left meanwhile.
    signal.throwIfAborted()
    const answer = ask()
    isAsked = true
    // The finish and what follows it: a model may report its usage last.
    const end: AnswerEvent[] = []
    for await (const event of answer) {
      meter.note(event)
      if (event.type === 'finish' || end.length > 0) end.push(event)
      else yield event
    }
    await settle(meter.used())
    yield* end
  } catch (error) {
    await settle(isAsked ? meter.used(error) : nothing)
    throw error
  } finally {
    // Its reader left.
    await settle(meter.used())
  }
}

const nothing: Usage = { inputTokens: 0, outputTokens: 0 }
