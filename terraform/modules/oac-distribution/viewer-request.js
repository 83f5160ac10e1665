// CloudFront Function, JavaScript runtime 2.0, at viewer-request. Whoever deploys it puts the
// constant `allowedOrigins` before it, a list of origins such as ['https://www.example.com'].
//
// Origin access control overwrites `authorization` with its own signature, so the viewer's token
// travels on in a header that nobody but this function can set: what a viewer sends under that name
// is deleted first. Likewise the viewer's address, which `x-forwarded-for` states but does not prove.
//
// No response of this function has CORS headers: the response headers policy adds them to all.

const allow = { value: 'POST, OPTIONS' }

function handler(event) {
  const request = event.request
  const headers = request.headers

  delete headers['x-viewer-authorization']
  delete headers['x-viewer-address']

  if (!comesFromAllowedOrigin(headers)) return respond(403, 'Forbidden')
  if (request.method === 'OPTIONS') return respond(204, 'No Content')
  if (request.method !== 'POST') return respond(405, 'Method Not Allowed')

  // The whole entry: of two tokens both arrive, and the Lambda function refuses them.
  if (headers.authorization) headers['x-viewer-authorization'] = headers.authorization
  headers['x-viewer-address'] = { value: event.viewer.ip }
  return request
}

// Browsers send `origin` with every POST, a page of the same host as well; other clients send none.
function comesFromAllowedOrigin(headers) {
  if (!headers.origin) return true
  if (headers.origin.multiValue) return false
  const origin = headers.origin.value
  const host = headers.host ? headers.host.value : ''
  return origin === `https://${host}` || allowedOrigins.indexOf(origin) !== -1
}

function respond(statusCode, statusDescription) {
  return { statusCode, statusDescription, headers: { allow } }
}
