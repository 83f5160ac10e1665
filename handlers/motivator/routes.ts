import type { HttpError } from '../../src/errors/http-error.ts'
import { json } from '../shared/json.ts'
import { methodNotAllowed, notFound } from '../shared/refusals.ts'
import { hasRequestLine, type Route, router } from '../shared/router.ts'

const pkg = 'motivator'

/** The handlers of the routes. */
export type Handlers = {
  chat: Route['handler']
  feedback: Route['handler']
  /** Whether answers are degraded now, e.g. because the model is down. */
  isDegraded(): boolean
}

/**
 * The routes of the motivator. An event without a request line, such as a test event that has only a
 * body and headers, counts as `POST /api/v1/chat`.
 *
 * @returns a handler that throws 404 for another path, and 405 for another method
 */
export const motivatorRoutes = ({ chat, feedback, isDegraded }: Handlers): Route['handler'] => {
  const health = () =>
    json({ status: isDegraded() ? 'degraded' : 'healthy', timestamp: new Date().toISOString() })
  const routes: Route[] = [
    { method: 'POST', path: '/api/v1/chat', handler: chat },
    { method: 'GET', path: '/api/v1/health', handler: health },
    { method: 'POST', path: '/api/v1/feedback', handler: feedback },
  ]
  const route = router({
    routes,
    notFoundResponse: ({ path }) => {
      throw notRouted(routes.filter((each) => each.path === path))
    },
  })
  return (event, context, options) =>
    hasRequestLine(event) ? route(event, context, options) : chat(event, context, options)
}

/** @param others the routes of the same path */
function notRouted(others: readonly Route[]): HttpError {
  return others.length === 0
    ? notFound(pkg)
    : methodNotAllowed(pkg, others.map(({ method }) => method).join(', '))
}
