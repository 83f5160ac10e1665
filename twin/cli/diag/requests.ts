import { setTimeout } from 'node:timers/promises'
import { CommandFailure } from '../../command.ts'
import { ask, textOf } from './ask.ts'
import { indented, leftOf, limitOf, ms, statusOf } from './show.ts'
import type { Target } from './target.ts'

/** Counts as a request and is refused before a model is asked. */
const withoutMessage = {}

/** Asks a question, and shows the answer frame by frame. @returns whether it was complete */
export const testRequest = async (target: Target, accept: string): Promise<boolean> => {
  console.log(`POST ${target.endpoint}`)
  const asked = await ask(target, target.body, accept)
  const limit = limitOf(asked)
  const type = asked.headers.get('content-type') ?? 'no content-type'
  console.log(`\n${ms(asked.headMs)}  ${statusOf(asked)}, ${type}`)
  if (limit) console.log(`           ${leftOf(limit)}, in ${limit.seconds} s`)
  let last = { at: asked.headMs, text: '' }
  for await (const part of asked.parts()) {
    last = part
    console.log(`${ms(part.at)}  ${indented(part.text, 11)}`)
  }
  // A stream that ends without its last frame has broken off, whatever its status.
  const isComplete = type.startsWith('text/event-stream')
    ? last.text === 'data: [DONE]'
    : type.startsWith('application/json')
  const isAnswered = asked.status === 200 && isComplete
  console.log(`\n${isAnswered ? 'Answered' : 'Not answered'} in ${last.at.toFixed(0)} ms.`)
  return isAnswered
}

/**
 * Asks until the function refuses a request. API Gateway may refuse some before that, for all its
 * clients together, and without the function's headers: they are sent again a second later.
 *
 * @param wait resolves when it is time to go on
 * @returns whether one was refused @throws CommandFailure if nothing is limited
 */
export const showLimit = async (
  target: Target,
  most: number,
  wait = (): Promise<unknown> => setTimeout(1_000),
): Promise<boolean> => {
  console.log(`POST ${target.endpoint}, without a message: it counts, and no model is asked\n`)
  for (let request = 1; request <= most; request++) {
    const asked = await ask(target, withoutMessage)
    const [text, limit] = [await textOf(asked), limitOf(asked)]
    const isThrottled = asked.status === 429 && !limit
    const left = isThrottled ? 'not by the function' : leftOf(limit)
    console.log(
      `${String(request).padStart(4)}  ${asked.status}  ${left.padEnd(20)}${ms(asked.headMs)}`,
    )
    if (isThrottled) {
      await wait()
      continue
    }
    if (asked.status === 429 && limit) {
      const seconds = asked.headers.get('retry-after')
      console.log(
        `\n${indented(text, 0)}\n\nThe limit of ${limit.requests} requests in ${limit.seconds} s holds.${seconds === null ? '' : ` It ends in ${seconds} s.`}`,
      )
      return true
    }
    refuseUseless(asked.status, text)
    if (!limit) throw new CommandFailure('the response states no limit: the function has none.')
  }
  console.log(`\n${most} requests were not refused by the function.`)
  return false
}

/** Sends requests that ask no model, all at once, then one more. */
export const warmUp = async (target: Target, atOnce: number): Promise<void> => {
  console.log(`POST ${target.endpoint}, without a message: no model is asked\n`)
  const send = async (what: string) => {
    const asked = await ask(target, withoutMessage)
    const text = await textOf(asked)
    console.log(`${ms(asked.headMs)}  ${statusOf(asked)}${what}`)
    refuseUseless(asked.status, text)
  }
  await Promise.all(Array.from({ length: atOnce }, () => send('')))
  await send(', afterwards')
}

/** Where the function did not get as far as to read the request. */
function refuseUseless(status: number, text: string): void {
  const reason = text.split('\n', 1)[0]?.slice(0, 200)
  if (status === 401 || status === 403) throw new CommandFailure(`not signed in: ${reason}`)
  if (status === 404 || status >= 500) throw new CommandFailure(`HTTP ${status}: ${reason}`)
}
