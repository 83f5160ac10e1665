import type { Cloud } from '../cloud.ts'
import type { ReplyWriter } from '../services/reply-writer.ts'
import type { FailingModel, RefusalName } from './failing-model.ts'
import type { FailureCase } from './failure-case.ts'

type Script = (writer: ReplyWriter) => Promise<unknown> | unknown

/** Every way in which a model fails, for the handler that asks this one. */
export const modelCases = (model: FailingModel): FailureCase[] => {
  const { address, text, malformed, half, error, end, reasons } = model

  const reply = (script: Script) => (cloud: Cloud) =>
    model.server(cloud).script(async (_asked, writer) => {
      await script(writer)
    })
  const says = (...messages: Uint8Array[]) =>
    reply((writer) => writer.write(Buffer.concat(messages)))
  /** The text first, so that it is on its way before the connection fails. */
  const saysThen = (then: Script) =>
    reply(async (writer) => {
      await writer.write(Buffer.concat([text('Look at'), text(' your loop')]))
      await writer.delay(250)
      await then(writer)
    })
  const refuses = (name: RefusalName) => {
    const { status, body, headers } = model.refusals[name]
    return reply((writer) => writer.refuse(status, body, headers))
  }
  const late = (ms: number) =>
    reply(async (writer) => {
      await writer.delay(ms)
      await writer.write(Buffer.concat([text('late'), end]))
    })
  const many = () => Buffer.concat(Array.from({ length: 20_000 }, (_, at) => text(`${at} `)))

  return [
    {
      name: 'model: credentials refused',
      break: refuses('credentials'),
      modelCalls: 1,
      status: 502,
      ending: 'json model_misconfigured',
    },
    {
      name: 'model: 429',
      break: refuses('quota'),
      modelCalls: 3,
      status: 429,
      ending: 'json model_busy',
    },
    {
      name: 'model: 500',
      break: refuses('failure'),
      modelCalls: 3,
      status: 502,
      ending: 'json model_failed',
    },
    {
      name: 'model: 503',
      break: refuses('overload'),
      modelCalls: 3,
      status: 503,
      ending: 'json model_overloaded',
    },
    {
      name: 'model: 503, sixth request in a row',
      break: refuses('overload'),
      requests: 6,
      modelCalls: 15,
      status: 503,
      ending: 'json model_unavailable',
      afterwards: 'json model_unavailable',
      retryAfter: '10',
    },
    {
      name: 'model: timeout of its own',
      break: refuses('timeout'),
      modelCalls: 3,
      status: 504,
      ending: 'json model_timeout',
    },
    {
      name: 'model: connection refused',
      environment: () => ({ [address]: 'http://127.0.0.1:9' }),
      status: 502,
      ending: 'json model_unreachable',
      afterwards: 'json model_unreachable',
    },
    {
      name: 'model: TLS refused',
      environment: (cloud) => ({ [address]: model.server(cloud).url.replace('http:', 'https:') }),
      status: 502,
      ending: 'json model_unreachable',
      afterwards: 'json model_unreachable',
    },
    {
      name: 'model: no answer at all',
      break: reply((writer) => writer.hang()),
      status: 200,
      ending: 'error model_timeout',
    },
    {
      name: 'model: first chunk after 3 s',
      break: late(3_000),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: first chunk after 12 s',
      break: late(12_000),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: stalls mid-stream',
      break: saysThen((writer) => writer.hang()),
      chunks: 2,
      status: 200,
      ending: 'error model_stalled',
    },
    {
      name: 'model: cut mid-stream',
      break: saysThen((writer) => writer.destroy()),
      chunks: 2,
      status: 200,
      ending: 'error model_incomplete',
    },
    {
      name: 'model: cut inside a character',
      break: saysThen(async (writer) => {
        await writer.write(half)
        await writer.delay(50)
        writer.destroy()
      }),
      chunks: 2,
      status: 200,
      ending: 'error model_incomplete',
    },
    {
      name: 'model: malformed chunk',
      break: saysThen((writer) => writer.write(malformed)),
      chunks: 2,
      status: 200,
      ending: 'error model_incomplete',
    },
    {
      name: 'model: error in the stream',
      break: saysThen((writer) => writer.write(error)),
      chunks: 2,
      status: 200,
      ending: 'error model_overloaded',
    },
    ...(reasons ? casesOfReasons(text, end, reasons, says) : []),
    {
      name: 'model: empty 200',
      break: reply(() => {}),
      modelCalls: 3,
      status: 502,
      ending: 'json model_empty',
    },
    {
      name: 'model: 20,000 chunks',
      break: (cloud) => says(many(), end)(cloud),
      chunks: 20_000,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: one chunk of 5 MB',
      break: (cloud) => says(text('x'.repeat(5_000_000)), end)(cloud),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: 2 MB, slow reader',
      break: says(...Array.from({ length: 500 }, () => text('x'.repeat(4_096))), end),
      readerPauseMs: 20,
      chunks: 500,
      status: 200,
      ending: 'done',
    },
    {
      name: 'deadline before the first byte',
      break: reply((writer) => writer.hang()),
      timeoutMs: 6_000,
      modelCalls: 1,
      status: 504,
      ending: 'json deadline',
    },
    {
      name: 'deadline after the first byte',
      break: saysThen((writer) => writer.hang()),
      timeoutMs: 6_000,
      chunks: 2,
      status: 200,
      ending: 'error deadline',
    },
  ]
}

/** What an agent cannot say. */
function casesOfReasons(
  text: FailingModel['text'],
  end: Uint8Array,
  reasons: NonNullable<FailingModel['reasons']>,
  says: (...messages: Uint8Array[]) => (cloud: Cloud) => void,
): FailureCase[] {
  return [
    {
      name: 'model: prompt refused',
      break: says(reasons.blocked),
      modelCalls: 1,
      status: 422,
      ending: 'json prompt_refused',
    },
    {
      name: 'model: refuses to go on mid-stream',
      break: says(text('Look at'), reasons.end.refused),
      finish: 'refused',
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: limit of tokens',
      break: says(text('Look at'), reasons.end.length),
      finish: 'length',
      chunks: 1,
      status: 200,
      ending: 'done',
    },
    {
      name: 'model: no finish reason',
      break: says(text('Look at')),
      chunks: 1,
      status: 200,
      ending: 'error model_incomplete',
    },
    {
      name: 'model: thoughts among the text',
      break: says(reasons.thought('I think'), text('Look'), end),
      chunks: 1,
      status: 200,
      ending: 'done',
    },
  ]
}
