import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Send } from '../../src/dynamodb/requests.ts'
import type { Engine } from '../../twin/services/dynamodb-engine.ts'

type Command = { input: object; constructor: { name: string } }

/**
 * Sends requests to an engine without HTTP and without the SDK, for tests of thousands of them.
 *
 * @param isLost whether the response of the next attempt is lost, so that the request is sent again
 */
export const engineSend = (engine: Engine, isLost: () => boolean = () => false): Send => {
  const client = {
    send: async (command: Command) => {
      const operation = command.constructor.name.replace('Command', '')
      // The engine changes its input.
      const { status, body } = await engine.run(operation, structuredClone(command.input))
      if (status === 200) return body
      const { __type, message, ...rest } = body
      const name = String(__type).split('#').at(-1)
      throw Object.assign(new Error(String(message)), { name, ...rest })
    },
  } as unknown as DynamoDBClient
  const options = { abortSignal: new AbortController().signal }
  return async (_table, operation) => {
    while (isLost()) await operation(client, options)
    return operation(client, options)
  }
}
