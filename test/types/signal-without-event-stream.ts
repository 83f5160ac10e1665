import middy from '@middy/core'
import { jsonErrors } from '../../middlewares/json-errors.ts'
import { canned } from '../../src/models/canned.ts'

const model = canned(() => 'Later.')

middy()
  .use(jsonErrors())
  // @ts-expect-error nobody has made a signal
  .handler((_event, { signal }) => model.answer({ system: '', user: '' }, { signal }))
