import { crc32 } from 'node:zlib'

/**
 * One message of AWS's event stream: lengths, headers and payload, with checksums.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html
 */
export function frame(headers: Record<string, string>, payload = ''): Buffer {
  const head = Buffer.concat(Object.entries(headers).flatMap(stringHeader))
  const body = Buffer.from(payload)
  const lengths = Buffer.concat([u32(16 + head.length + body.length), u32(head.length)])
  const message = Buffer.concat([lengths, u32(crc32(lengths)), head, body])
  return Buffer.concat([message, u32(crc32(message))])
}

/** An event of the stream, under its API name. */
export function event(name: string, payload: object): Buffer {
  const headers = { ':event-type': name, ...json, ':message-type': 'event' }
  return frame(headers, JSON.stringify(payload))
}

/** A failure defined by the API, instead of an event; it ends the stream. */
export function exception(name: string, message: string): Buffer {
  const headers = { ':exception-type': name, ...json, ':message-type': 'exception' }
  return frame(headers, JSON.stringify({ message }))
}

const json = { ':content-type': 'application/json' }

const stringType = 7

function stringHeader([name, value]: [string, string]): Buffer[] {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  const named = [Buffer.of(Buffer.byteLength(name)), Buffer.from(name)]
  return [...named, Buffer.of(stringType), length, Buffer.from(value)]
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
