import middy from '@middy/core'
import * as z from 'zod/mini'
import { jsonBody } from '../../middlewares/json-body.ts'

middy()
  .use(jsonBody({ schema: z.object({ query: z.string() }) }))
  .handler(({ body }) => {
    // @ts-expect-error the schema says that it is a string
    const query: number = body.query
    // @ts-expect-error the schema says nothing of it
    return { statusCode: query, body: body.answer }
  })
