import { type HttpError, httpError } from '../../src/errors/http-error.ts'

/** 404, for a path without a route. */
export const notFound = (pkg: string): HttpError =>
  httpError('not_found', {
    statusCode: 404,
    message: 'There is nothing at this path.',
    cause: { package: pkg },
  })

/** 405. @param allow the methods of the path, e.g. `GET, POST` */
export const methodNotAllowed = (pkg: string, allow: string): HttpError =>
  httpError('method_not_allowed', {
    statusCode: 405,
    message: `Use ${allow}.`,
    headers: { allow },
    cause: { package: pkg },
  })
