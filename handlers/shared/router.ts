import type { MiddyHandlerObject } from '@middy/core'
import httpRouter, { type Method } from '@middy/http-router'
import type { Context as LambdaContext } from 'aws-lambda'
import type { HandlerResult } from '../../src/answer/answer.ts'
import type { AnswerContext } from '../../src/answer/request.ts'
import type { HttpEvent } from '../../src/http-event.ts'

/** A method, since TypeScript compares its parameters both ways: middlewares of a route add to both. */
export type Route<Context extends LambdaContext = AnswerContext> = {
  method: Method
  path: string
  handler(
    event: HttpEvent,
    context: Context,
    options?: MiddyHandlerObject,
  ): HandlerResult | Promise<HandlerResult>
}

type Options<Context extends LambdaContext> = {
  routes: readonly Route<Context>[]
  /** Throws the error for a request that no route takes. @defaultValue a 404 */
  notFoundResponse?(request: { method: string; path: string }): never
}

/**
 * `@middy/http-router`, whose own types do not allow routes whose middlewares add to the event or the
 * context.
 */
export const router = httpRouter as unknown as <Context extends LambdaContext>(
  options: Options<Context>,
) => Route<Context>['handler']

/** Payload 1.0 has the method at the top, 2.0 in the request context; a bare test event has neither. */
export const hasRequestLine = (event: HttpEvent): boolean => {
  const { httpMethod, requestContext } = event as { httpMethod?: string; requestContext?: object }
  return httpMethod !== undefined || requestContext !== undefined
}
