import { randomUUID } from 'node:crypto'
import { type Loopback, listen, readJson } from '../loopback.ts'

/** An answer of a service: a status and a JSON body. */
export type Reply = { status: number; body: Record<string, unknown> }

/** `down` breaks the connection, `hang` never answers. */
export type Broken = 'down' | 'hang'

export type AwsJsonOptions = {
  version: '1.0' | '1.1'
  /** What precedes the operation in `x-amz-target`, e.g. `AmazonSSM.` */
  prefix: string
  port?: number | undefined
  /** Called for every request. */
  count(operation: string): void
  answer(
    operation: string,
    input: Record<string, unknown>,
    gone: AbortSignal,
  ): Promise<Reply | Broken>
}

/** Starts a service that speaks AWS's JSON protocol. */
export const startAwsJson = (options: AwsJsonOptions): Promise<Loopback> => {
  const { version, prefix, port, count, answer } = options
  return listen(async (request, response, gone) => {
    const operation = String(request.headers['x-amz-target']).replace(prefix, '')
    count(operation)
    const input = await readJson(request)
    const reply = input ? await answer(operation, input, gone) : notAnObject
    if (reply === 'hang') return
    if (reply === 'down') return response.destroy()
    const headers = {
      'content-type': `application/x-amz-json-${version}`,
      'x-amzn-requestid': randomUUID(),
    }
    response.writeHead(reply.status, headers).end(JSON.stringify(reply.body))
  }, port)
}

/** An error. AWS's exceptions have the status 400. */
export const fault = (type: string, message: string, status = 400): Reply => ({
  status,
  body: { __type: type, message },
})

const notAnObject = fault('SerializationException', 'Not a JSON object')
