import { afterAll, beforeAll, it } from 'vitest'
import { type End, expectPrefixes } from '../../test/support/prefix-property.ts'
import { chunk } from '../../twin/services/bedrock/agent.ts'
import { type Bedrock, startBedrock } from '../../twin/services/bedrock/bedrock.ts'
import { event, exception } from '../../twin/services/bedrock/frame.ts'
import { bedrockAgent } from './bedrock-agent.ts'
import { bedrockConverse } from './bedrock-converse.ts'

let aws: Bedrock
beforeAll(async () => {
  aws = await startBedrock()
})
afterAll(() => aws.close())

const faults = {
  hang: (writer) => writer.hang(),
  cut: (writer) => writer.destroy(),
  exception: (writer) => writer.write(exception('throttlingException', 'Too many tokens')),
  'half a message': (writer) => writer.write(event('messageStop', {}).subarray(0, 20)),
  'a wrong length': (writer) => writer.write(Buffer.of(0, 0, 0, 17, 0, 0, 0, 0, 1, 2, 3, 4, 5)),
} satisfies Record<string, End>

it('a stream of Bedrock becomes a prefix of its text and one terminal frame, whatever it contains and however it is split', () =>
  expectPrefixes({
    model: bedrockConverse({ modelId: 'm', endpoint: aws.url }),
    server: aws,
    say: (parts) =>
      Buffer.concat(parts.map((text) => event('contentBlockDelta', { delta: { text } }))),
    ends: {
      none: (writer) => writer.write(event('messageStop', { stopReason: 'end_turn' })),
      'no stop reason': () => {},
      ...faults,
    },
  }))

it('a stream of an agent becomes a prefix of its text and one terminal frame, although characters are split', () =>
  expectPrefixes({
    model: bedrockAgent({ agentId: 'A', agentAliasId: 'B', endpoint: aws.url }),
    server: aws,
    say: (parts) => {
      const bytes = Buffer.from(parts.join(''))
      const starts = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, at) => at * 5)
      return Buffer.concat(starts.map((start) => chunk(bytes.subarray(start, start + 5))))
    },
    ends: { none: () => {}, ...faults },
  }))
