import middy from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod/mini'
import { jsonBody, type UnparsedEvent } from '../../middlewares/json-body.ts'

const body = jsonBody({ schema: z.object({ title: z.string() }) })

middy<UnparsedEvent<APIGatewayProxyEventV2>>()
  .use(body)
  .handler((event) => {
    // @ts-expect-error it has been parsed
    event.body.charAt(0)
    return { statusCode: 200, body: `${event.rawPath} ${event.body.title}` }
  })

middy<UnparsedEvent<APIGatewayProxyEvent | APIGatewayProxyEventV2>>()
  .use(body)
  .handler((event) => {
    // @ts-expect-error only payload 1.0 has it, of either kind
    event.resource satisfies string
    return { statusCode: 200, body: event.body.title }
  })
