// CloudFront Function, JavaScript runtime 2.0, at viewer-request. The deployment puts two constants
// in front of it: `allowedOrigins`, such as ['https://www.example.com'], and `routes`, the methods that
// each path accepts, such as [{ path: '/notes/*', methods: ['GET'] }]. The first route that matches
// decides; the path * matches every path.
//
// Origin access control replaces `authorization` with its own signature, so the viewer's token is
// copied to a header that only this function can set: a value from the viewer is deleted first. The
// same holds for the viewer's address, because `x-forwarded-for` can be forged.
//
// A token in the header `id_token` arrives unchanged: the signature does not replace that header.
//
// Responses of the Lambda function get their CORS headers from the response headers policy. AWS
// documents that policy for responses from the origin and the cache, not for those of a function like
// this one, so these set their own; if the policy applies to them too, it sets the same headers.

const preflight = {
  'access-control-allow-headers': {
    value: 'authorization, content-type, id_token, x-amz-content-sha256',
  },
  'access-control-max-age': { value: '7200' },
}

function handler(event) {
  const request = event.request
  const headers = request.headers

  delete headers['x-viewer-authorization']
  delete headers['x-viewer-address']

  const route = routes.find((each) => matches(each.path, request.uri))
  const methods = route ? route.methods : []
  const allow = { value: methods.concat('OPTIONS').join(', ') }
  if (!isFromAllowedOrigin(headers)) return respond(403, 'Forbidden', { allow })
  const cors = corsHeaders(headers.origin)
  if (!route) return respond(404, 'Not Found', cors)
  if (request.method === 'OPTIONS') {
    const answer = { allow, 'access-control-allow-methods': allow }
    return respond(204, 'No Content', Object.assign(answer, cors, preflight))
  }
  if (methods.indexOf(request.method) === -1) {
    return respond(405, 'Method Not Allowed', Object.assign({ allow }, cors))
  }

  // The whole entry: if there are two tokens, both arrive, and the Lambda function refuses them.
  if (headers.authorization) headers['x-viewer-authorization'] = headers.authorization
  headers['x-viewer-address'] = { value: event.viewer.ip }
  return request
}

// Like CloudFront's path patterns, but with a wildcard only at the end.
function matches(path, uri) {
  return path.endsWith('*') ? uri.startsWith(path.slice(0, -1)) : uri === path
}

// Browsers send `origin` with every request to another host, and with all but GET to their own; other
// clients send none.
function isFromAllowedOrigin(headers) {
  if (!headers.origin) return true
  if (headers.origin.multiValue) return false
  const origin = headers.origin.value
  const host = headers.host ? headers.host.value : ''
  return origin === `https://${host}` || allowedOrigins.indexOf(origin) !== -1
}

function corsHeaders(origin) {
  return origin ? { 'access-control-allow-origin': origin, vary: { value: 'Origin' } } : {}
}

function respond(statusCode, statusDescription, headers) {
  return { statusCode, statusDescription, headers }
}
