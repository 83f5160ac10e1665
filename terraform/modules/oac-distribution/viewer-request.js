// CloudFront Function, JavaScript runtime 2.0, at viewer-request. Whoever deploys it puts two constants
// before it: `allowedOrigins`, a list of origins such as ['https://www.example.com'], and `routes`, which
// methods each path takes, such as [{ path: '/notes/*', methods: ['GET'] }]. The first route that fits
// decides; the path * is every path.
//
// Origin access control overwrites `authorization` with its own signature, so the viewer's token
// travels on in a header that nobody but this function can set: what a viewer sends under that name
// is deleted first. Likewise the viewer's address, which `x-forwarded-for` states but does not prove.
//
// A token in the header `id_token` arrives as it was sent: the signature takes no other name's place.
//
// What comes from the Lambda function gets its CORS headers from the response headers policy. AWS
// documents that policy for responses from the origin and the cache, not for those that are made
// here, so these bring their own; where the policy does apply, it overrides them with the same.

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

  const route = routes.find((each) => leadsTo(each.path, request.uri))
  const methods = route ? route.methods : []
  const allow = { value: methods.concat('OPTIONS').join(', ') }
  if (!comesFromAllowedOrigin(headers)) return respond(403, 'Forbidden', { allow })
  const cors = corsHeaders(headers.origin)
  if (!route) return respond(404, 'Not Found', cors)
  if (request.method === 'OPTIONS') {
    const answer = { allow, 'access-control-allow-methods': allow }
    return respond(204, 'No Content', Object.assign(answer, cors, preflight))
  }
  if (methods.indexOf(request.method) === -1) {
    return respond(405, 'Method Not Allowed', Object.assign({ allow }, cors))
  }

  // The whole entry: of two tokens both arrive, and the Lambda function refuses them.
  if (headers.authorization) headers['x-viewer-authorization'] = headers.authorization
  headers['x-viewer-address'] = { value: event.viewer.ip }
  return request
}

// As CloudFront's path patterns do, whose wildcard stands only at the end here.
function leadsTo(path, uri) {
  return path.endsWith('*') ? uri.startsWith(path.slice(0, -1)) : uri === path
}

// Browsers send `origin` with every request to another host, and with all but GET to their own; other
// clients send none.
function comesFromAllowedOrigin(headers) {
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
