import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runInNewContext } from 'node:vm'

/** A header as a CloudFront Function sees it; `multiValue` when it came more than once. */
export type EdgeHeader = { value: string; multiValue?: { value: string }[] }

export type EdgeRequest = {
  method: string
  uri: string
  querystring: Record<string, EdgeHeader>
  headers: Record<string, EdgeHeader>
  cookies: Record<string, EdgeHeader>
}

export type EdgeResponse = {
  statusCode: number
  statusDescription?: string
  headers?: Record<string, EdgeHeader>
  body?: string
}

/** The methods a path takes: a single path, or a prefix if it ends with `*`. */
export type EdgeRoute = { path: string; methods: readonly string[] }

/** Every method of every path. */
const allRoutes: readonly EdgeRoute[] = [
  { path: '*', methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] },
]

const source = createRequire(import.meta.url).resolve('#viewer-request')

/**
 * Runs the CloudFront Function from the same file that Terraform deploys, in
 * its own context: like CloudFront's runtime, it has no Node.js globals.
 *
 * @param allowedOrigins prepended to the file as Terraform does, together with `routes`; without
 * routes, every method of every path is allowed
 * @returns the function's result: the request to forward, or a response
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export const viewerRequestFunction = (
  allowedOrigins: readonly string[],
  routes = allRoutes,
): ((request: EdgeRequest, viewerIp: string) => EdgeRequest | EdgeResponse) => {
  const constants = `const allowedOrigins = ${JSON.stringify(allowedOrigins)}
const routes = ${JSON.stringify(routes)}`
  const code = `${constants}\n${readFileSync(source, 'utf8')}\nhandler`
  const handler = runInNewContext(code, Object.create(null), { timeout: 1_000 })
  return (request, viewerIp) =>
    structuredClone(
      handler({
        version: '1.0',
        context: { eventType: 'viewer-request', distributionId: 'EDFDVBD6EXAMPLE' },
        viewer: { ip: viewerIp },
        request,
      }),
    )
}
