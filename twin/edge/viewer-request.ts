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

/** Which methods a path takes: one path, or all that begin like it where it ends with `*`. */
export type EdgeRoute = { path: string; methods: readonly string[] }

/** Every method of every path. */
const allRoutes: readonly EdgeRoute[] = [
  { path: '*', methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] },
]

const source = createRequire(import.meta.url).resolve('#viewer-request')

/**
 * The CloudFront Function that Terraform deploys, from its very file, in a
 * context of its own: like CloudFront's runtime it has no Node.js around it.
 *
 * @param allowedOrigins put before the file as Terraform does, and so are `routes`, every method of
 * every path if there are none
 * @returns what the function returns: the request to go on with, or a response
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
