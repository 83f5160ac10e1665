// CloudFront Function, JavaScript runtime 2.0, at viewer-request.
//
// Origin access control overwrites `authorization` with its own signature, so
// the viewer's token travels on in a header that nobody but this function can
// set: what a viewer sends under that name is deleted first. Likewise the
// viewer's address, which `x-forwarded-for` states but does not prove.

const allow = { value: 'POST, OPTIONS' }

function handler(event) {
  const request = event.request
  const headers = request.headers

  delete headers['x-viewer-authorization']
  delete headers['x-viewer-address']

  if (request.method === 'OPTIONS') {
    return { statusCode: 204, statusDescription: 'No Content', headers: { allow } }
  }
  if (request.method !== 'POST') {
    return { statusCode: 405, statusDescription: 'Method Not Allowed', headers: { allow } }
  }

  // The whole entry: of two tokens both arrive, and the function refuses them.
  if (headers.authorization) headers['x-viewer-authorization'] = headers.authorization
  headers['x-viewer-address'] = { value: event.viewer.ip }
  return request
}
