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

const source = createRequire(import.meta.url).resolve('#viewer-request')

/**
 * The CloudFront Function that Terraform deploys, from its very file, in a
 * context of its own: like CloudFront's runtime it has no Node.js around it.
 *
 * @param allowedOrigins put before the file as Terraform does
 * @returns what the function returns: the request to go on with, or a response
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export const viewerRequestFunction = (
  allowedOrigins: readonly string[],
): ((request: EdgeRequest, viewerIp: string) => EdgeRequest | EdgeResponse) => {
  const constant = `const allowedOrigins = ${JSON.stringify(allowedOrigins)}`
  const code = `${constant}\n${readFileSync(source, 'utf8')}\nhandler`
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
