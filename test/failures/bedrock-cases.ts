import { expiredSignature, wrongSignature } from '../../twin/services/aws-signature.ts'
import { refusalOf } from '../../twin/services/bedrock/aws-errors.ts'
import type { FailingModel } from './failing-model.ts'
import type { FailureCase } from './failure-case.ts'
import { breaksOf, refuse, say } from './scripts.ts'

/** Failures that only AWS reports, for models and agents alike. */
export const bedrockCases = (model: FailingModel): FailureCase[] => {
  const { id, text, end } = model
  const { replies, repliesOneByOne } = breaksOf(model)
  const tooMany = { status: 400, type: 'TooManyRequestsException', message: 'Too many requests' }
  return [
    {
      name: 'model: signature expired',
      break: repliesOneByOne(
        refuse(refusalOf({ status: 403, ...expiredSignature })),
        say(text('Look'), end),
      ),
      modelCalls: 2,
      chunks: 1,
      status: 200,
      ending: 'done',
      logged: { model: id, modelCalls: 2 },
    },
    {
      name: 'model: signature wrong',
      break: replies(refuse(refusalOf({ status: 403, ...wrongSignature }))),
      modelCalls: 1,
      status: 502,
      ending: 'json model_misconfigured',
    },
    {
      name: 'model: TooManyRequestsException',
      break: replies(refuse(refusalOf(tooMany))),
      modelCalls: 3,
      status: 429,
      ending: 'json model_busy',
    },
  ]
}
