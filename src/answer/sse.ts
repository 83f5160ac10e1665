/** The media type of a stream of server-sent events, always UTF-8. */
export const eventStreamType = 'text/event-stream; charset=utf-8'

/**
 * The text of one server-sent event. JSON has no line breaks; the event's name
 * and raw data are checked, since a line break would forge a field.
 *
 * @param data any JSON value, or a string that is sent as it is, e.g. `[DONE]`
 * @param event the event's name; without one it is a plain message
 * @throws TypeError if the name or a raw string holds CR, LF or NUL
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export const sseEvent = (data: object | string, event?: string): string => {
  const value = typeof data === 'string' ? oneLine(data) : JSON.stringify(data)
  return event === undefined ? `data: ${value}\n\n` : `event: ${oneLine(event)}\ndata: ${value}\n\n`
}

/** A comment: clients ignore it, and proxies count it as traffic. */
export const sseHeartbeat = ': heartbeat\n\n'

function oneLine(value: string): string {
  for (const forger of ['\r', '\n', '\0']) {
    if (value.includes(forger)) throw new TypeError('A field of a server-sent event is one line')
  }
  return value
}
