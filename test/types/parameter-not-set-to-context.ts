import middy from '@middy/core'
import { ssmParameters } from '../../middlewares/ssm-parameters.ts'

middy()
  .use(ssmParameters({ parameters: { gemini: { name: '/gemini' } } }))
  // @ts-expect-error it is in request.internal alone
  .handler((_event, { gemini }) => ({ statusCode: 200, body: gemini }))
