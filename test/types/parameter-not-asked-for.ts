import middy from '@middy/core'
import { ssmParameters } from '../../middlewares/ssm-parameters.ts'

const keys = ssmParameters({ parameters: { gemini: { name: '/gemini' } }, setToContext: true })

// @ts-expect-error no such parameter was asked for
keys.parameters.claude

middy()
  .use(keys)
  .before(({ internal }) => {
    // @ts-expect-error no such parameter was asked for
    internal.claude satisfies string
  })
  // @ts-expect-error no such parameter was asked for
  .handler((_event, { claude }) => ({ statusCode: 200, body: claude }))
