import type { MiddlewareObj } from '@middy/core'
import middy from '@middy/core'
import { streaming } from '../../middlewares/event-stream.ts'
import { openInvocation } from '../../twin/runtime/in-process.ts'

/** Middy's two ways to answer over HTTP, for `describe.each`. */
export const modes = [
  { mode: 'standard', options: {} },
  {
    mode: 'streaming',
    options: streaming,
  },
]

/**
 * What a middleware throws for an event, alone in a Middy stack.
 *
 * @throws Error if it lets the event pass
 */
export const refusalOf = async (
  // biome-ignore lint/suspicious/noExplicitAny: whatever the middleware adds is not looked at
  middleware: MiddlewareObj<any, any, Error, any, any>,
  event: unknown,
): Promise<unknown> => {
  const passed = Symbol('passed')
  const outcome = await openInvocation(
    middy()
      .use(middleware)
      .handler(() => 'passed'),
    event,
  ).then(
    () => passed,
    (error: unknown) => error,
  )
  if (outcome === passed) throw new Error('The middleware let the event pass')
  return outcome
}

/** Everything in an error that a log or client could show: own and inherited, stack and causes. */
export const everythingOf = (error: unknown): string => {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? String(error)
  const { name, message, stack, cause } = error
  return [name, message, stack, JSON.stringify(error), everythingOf(cause)].join('\n')
}
