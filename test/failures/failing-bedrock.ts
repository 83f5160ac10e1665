import { chunk } from '../../twin/services/bedrock/agent.ts'
import { awsError, refusalOf } from '../../twin/services/bedrock/aws-errors.ts'
import { contentDelta, messageStop } from '../../twin/services/bedrock/converse.ts'
import { exception } from '../../twin/services/bedrock/frame.ts'
import type { Fault } from '../../twin/services/plan.ts'
import type { FailingModel } from './failing-model.ts'

const arn = 'arn:aws:bedrock:us-east-1:123456789012:model'

/** AWS's messages name the resource. */
const aws = (status: number, type: string) =>
  refusalOf({ status, type, message: `${type} on ${arn}` })

const ofFault = (fault: Fault) => refusalOf(awsError(fault, 'bedrock:InvokeModel', arn))

const bedrock = {
  server: ({ bedrock }) => bedrock,
  refusals: {
    credentials: aws(403, 'AccessDeniedException'),
    quota: aws(429, 'ThrottlingException'),
    dayQuota: ofFault('dayQuota'),
    failure: aws(500, 'InternalServerException'),
    overload: aws(503, 'ServiceUnavailableException'),
    timeout: aws(408, 'ModelTimeoutException'),
    tooLong: ofFault('tooLong'),
  },
  error: exception('serviceUnavailableException', 'Bedrock is unable to process your request.'),
  malformed: Buffer.of(0, 0, 0, 17, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
} satisfies Partial<FailingModel>

const thought = (text: string) => contentDelta({ reasoningContent: { text } })

export const failingConverse: FailingModel = {
  ...bedrock,
  address: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  id: 'openai.gpt-oss-120b-1:0',
  text: (text) => contentDelta({ text }),
  half: contentDelta({ text: '한' }).subarray(0, -8),
  end: messageStop('end_turn'),
  empty: {
    'end_turn without text': messageStop('end_turn'),
    'reasoning alone': Buffer.concat([thought('I think'), messageStop('end_turn')]),
  },
  reasons: {
    end: { length: messageStop('max_tokens'), refused: messageStop('content_filtered') },
    odd: {
      malformed_model_output: messageStop('malformed_model_output'),
      tool_use: messageStop('tool_use'),
      something_new: messageStop('something_new'),
    },
    blocked: messageStop('guardrail_intervened'),
    thought,
  },
}

export const failingAgent: FailingModel = {
  ...bedrock,
  address: 'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME',
  id: 'AGENT12345',
  text: (text) => chunk(Buffer.from(text)),
  half: chunk(Buffer.from('한').subarray(0, -1)),
  // An agent simply stops.
  end: Buffer.alloc(0),
  empty: { 'an empty chunk': chunk(Buffer.alloc(0)) },
}
