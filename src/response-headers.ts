type Headers<Value> = Record<string, Value>

/** The two places where a response may have headers. */
type WithHeaders = { headers?: Headers<string>; multiValueHeaders?: Headers<string[]> }

/**
 * The response with these headers instead of its own of the same names. Names are compared without
 * case: a response with both `Content-Type` and `content-type` has no defined type.
 */
export const replaceHeaders = <Response extends WithHeaders>(
  response: Response,
  replacing: Headers<string>,
): Response & { headers: Headers<string> } => {
  const { headers = {}, multiValueHeaders } = response
  const names = Object.keys(replacing).map((name) => name.toLowerCase())
  return {
    ...response,
    headers: { ...without(names, headers), ...replacing },
    ...(multiValueHeaders && { multiValueHeaders: without(names, multiValueHeaders) }),
  }
}

function without<Value>(names: readonly string[], headers: Headers<Value>): Headers<Value> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())),
  )
}
