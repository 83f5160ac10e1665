import { getEventListeners } from 'node:events'
import { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { failureOf } from '../../test/support/failing-answer.ts'
import { settle } from '../../test/support/faked-time.ts'
import { chunk } from '../../twin/services/bedrock/agent.ts'
import { type Bedrock, startBedrock } from '../../twin/services/bedrock/bedrock.ts'
import { event, exception, frame } from '../../twin/services/bedrock/frame.ts'
import { type FailureName, failureNames } from '../../twin/services/failures.ts'
import type { ReplyWriter } from '../../twin/services/reply-writer.ts'
import { startScripted } from '../../twin/testing/scripted-server.ts'
import { unhandledDuring } from '../../twin/testing/unhandled-rejections.ts'
import type { ChatModel } from '../answer/answer.ts'
import { bedrockAgent } from './bedrock-agent.ts'
import { bedrockConverse } from './bedrock-converse.ts'

const prompt = { system: '', user: 'Why is it so?' }

let aws: Bedrock

beforeEach(async () => {
  aws = await startBedrock({ paceMs: 0, slowFirstMs: 0 })
})

afterEach(() => aws.close())

type Place = { endpoint?: string; region?: string }

/** The failures that both models share, on the same wire format. */
const models = [
  {
    name: 'bedrock-converse',
    make: (place: Place): ChatModel =>
      bedrockConverse({ modelId: 'openai.gpt-oss-120b-1:0', ...place }),
    said: (text: string) => event('contentBlockDelta', { contentBlockIndex: 0, delta: { text } }),
  },
  {
    name: 'bedrock-agent',
    make: (place: Place): ChatModel =>
      bedrockAgent({ agentId: 'AGENT12345', agentAliasId: 'TSTALIASID', ...place }),
    said: (text: string) => chunk(Buffer.from(text)),
  },
]

describe.each(models)('$name', ({ name, make, said }) => {
  const pkg = `middy-chat/models/${name}`
  const model = () => make({ endpoint: aws.url })

  const answer = (user = prompt.user, signal = new AbortController().signal) =>
    Array.fromAsync(model().answer({ ...prompt, user }, { signal }))

  const failing = (user = prompt.user, onEvent?: () => void) =>
    failureOf(model().answer({ ...prompt, user }, new AbortController()), onEvent)

  /** Calls `then` after the client has received one text. */
  const failingAfterText = (then: (writer: ReplyWriter) => unknown) => {
    const heard = Promise.withResolvers<void>()
    aws.script(async (_asked, writer) => {
      await writer.write(said('a'))
      await heard.promise
      await then(writer)
    })
    return failing(prompt.user, heard.resolve)
  }

  const rehearsed = (failure: FailureName) => `Why? /rehearse ${failure}`

  describe('a failure', () => {
    it.each([
      ['429', 429, 'model_busy', true],
      ['503', 503, 'model_overloaded', true],
      ['400-key', 502, 'model_misconfigured', false],
      ['empty', 502, 'model_empty', true],
      ['error-mid-stream', 503, 'model_overloaded', true],
      ['cut', 502, 'model_incomplete', true],
    ] as const)('%s is %i %s', async (failure, statusCode, code, retryable) => {
      const { error } = await failing(rehearsed(failure))
      expect(error).toMatchObject({ statusCode, code, retryable, cause: { package: pkg } })
    })

    it.each([
      ['ThrottlingException', 429, 429, 'model_busy'],
      ['ServiceQuotaExceededException', 400, 429, 'model_busy'],
      ['ModelNotReadyException', 429, 503, 'model_overloaded'],
      ['ServiceUnavailableException', 503, 503, 'model_overloaded'],
      ['ConflictException', 409, 503, 'model_overloaded'],
      ['ModelTimeoutException', 408, 504, 'model_timeout'],
      ['InternalServerException', 500, 502, 'model_failed'],
      ['ModelErrorException', 424, 502, 'model_failed'],
      ['DependencyFailedException', 424, 502, 'model_failed'],
      ['ValidationException', 400, 502, 'model_misconfigured'],
      ['AccessDeniedException', 403, 502, 'model_misconfigured'],
      ['ResourceNotFoundException', 404, 502, 'model_misconfigured'],
      ['ExpiredTokenException', 403, 502, 'model_failed'],
      ['TooManyRequestsException', 400, 429, 'model_busy'],
      ['RequestTimeoutException', 400, 502, 'model_failed'],
      ['InvalidSignatureException', 403, 502, 'model_misconfigured'],
      ['UnheardOfException', 500, 502, 'model_failed'],
    ])('%s with HTTP status %i is %i %s after one request', async (type, status, ours, code) => {
      const headers = { 'x-amzn-errortype': type }
      aws.script((_asked, writer) => writer.refuse(status, { message: 'arn:aws:secret' }, headers))
      const { error } = await failing()
      expect(error).toMatchObject({ statusCode: ours, code, cause: { package: pkg } })
      expect(shown(error)).not.toContain('arn:')
      expect(aws.requests).toBe(1)
    })

    it.each([
      ['throttlingException', 429, 'model_busy'],
      ['serviceUnavailableException', 503, 'model_overloaded'],
      ['internalServerException', 502, 'model_failed'],
      ['validationException', 502, 'model_misconfigured'],
      ['modelTimeoutException', 504, 'model_timeout'],
    ])('%s instead of the first event is %i %s after one request', async (type, status, code) => {
      aws.script((_asked, writer) => writer.write(exception(type, 'arn:aws:secret')))
      const { events, error } = await failing()
      expect(events).toEqual([])
      expect(error).toMatchObject({ statusCode: status, code, cause: { package: pkg } })
      expect(shown(error)).not.toContain('arn:')
      expect(aws.requests).toBe(1)
    })

    it.each([
      ['throttlingException', 429, 'model_busy'],
      ['serviceUnavailableException', 503, 'model_overloaded'],
      ['internalServerException', 502, 'model_failed'],
    ])('%s in the stream is %i %s after the text so far', async (type, statusCode, code) => {
      const { events, error } = await failingAfterText((writer) =>
        writer.write(exception(type, 'arn:aws:secret')),
      )
      expect(events).toEqual([text('a')])
      expect(error).toMatchObject({ statusCode, code, cause: { package: pkg } })
      expect(shown(error)).not.toContain('arn:')
    })

    const broken: [string, (writer: ReplyWriter) => unknown][] = [
      ['a broken connection', (writer) => writer.destroy()],
      ['a message that is cut short', (writer) => writer.write(said('b').subarray(0, -5))],
      ['a message whose checksum is wrong', (writer) => writer.write(damaged(said('b')))],
      ['a message that is not JSON', (writer) => writer.write(notJson(said('b')))],
      ['an unknown exception', (writer) => writer.write(exception('odd', 'arn:'))],
      ['an unknown error', (writer) => writer.write(unmodeled)],
    ]

    it.each(broken)('is an incomplete answer after %s', async (_name, end) => {
      const { events, error } = await failingAfterText(end)
      expect(events).toEqual([text('a')])
      expect(error).toMatchObject({ statusCode: 502, code: 'model_incomplete', retryable: true })
      expect(shown(error)).not.toContain('arn:')
    })

    it.each(broken)(
      'is an incomplete answer after %s instead of the first event',
      async (_name, end) => {
        aws.script(async (_asked, writer) => {
          await writer.write(Buffer.alloc(0))
          await writer.delay(20)
          await end(writer)
        })
        expect((await failing()).error).toMatchObject({ code: 'model_incomplete', retryable: true })
      },
    )

    it('is 502 when the network fails', async () => {
      const unreachable = make({ endpoint: aws.url })
      await aws.close()
      const { signal } = new AbortController()
      await expect(Array.fromAsync(unreachable.answer(prompt, { signal }))).rejects.toMatchObject({
        statusCode: 502,
        code: 'model_unreachable',
        cause: { package: pkg },
      })
    })

    it('is model_misconfigured when the SDK finds no credentials', async () => {
      vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
      vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', undefined)
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
      const { error } = await failing()
      vi.unstubAllEnvs()
      expect(error).toMatchObject({ code: 'model_misconfigured', retryable: false })
      expect(aws.requests).toBe(0)
    })

    it.each(failureNames.filter((failure) => failure !== 'stall'))(
      '%s reveals nothing of the message from AWS',
      async (failure) => {
        const outcome = await answer(rehearsed(failure)).catch((error) => error)
        expect(shown(outcome)).not.toMatch(/arn:|Bedrock is unable|Too many requests/)
      },
    )
  })

  describe('an abort', () => {
    const reason = new Error('enough')

    it('prevents the request when it comes first', async () => {
      await expect(answer(prompt.user, AbortSignal.abort(reason))).rejects.toBe(reason)
      expect(aws.requests).toBe(0)
    })

    it('ends the request at AWS before the first byte', async () => {
      const controller = new AbortController()
      aws.script((_asked, writer) => writer.hang())
      const events = answer(prompt.user, controller.signal)
      await eventually(() => expect(aws.open).toBe(1))
      controller.abort(reason)
      await expect(events).rejects.toBe(reason)
      await eventually(() => expect(aws.aborted).toBe(1))
    })

    it('ends the request at AWS in the middle of an answer, which does not finish', async () => {
      const controller = new AbortController()
      const events = model().answer({ ...prompt, user: rehearsed('stall') }, controller)
      const heard = []
      await expect(
        (async () => {
          for await (const each of events) {
            heard.push(each)
            if (heard.length === 2) setImmediate(() => controller.abort(reason))
          }
        })(),
      ).rejects.toBe(reason)
      await eventually(() => expect(aws.aborted).toBe(1))
    })

    it('is implied when the reader leaves the loop, although the SDK would read on', async () => {
      const { signal } = new AbortController()
      const events = model().answer({ ...prompt, user: rehearsed('stall') }, { signal })
      for await (const _each of events) break
      await eventually(() => expect(aws.aborted).toBe(1))
    })

    it('leaves no listener on the signal and no unhandled rejection', async () => {
      const { signal } = new AbortController()
      const events = model().answer({ ...prompt, user: rehearsed('cut') }, { signal })
      expect(await unhandledDuring(() => Array.fromAsync(events).catch(() => {}))).toEqual([])
      expect(getEventListeners(signal, 'abort')).toEqual([])
    })
  })

  describe('a host that says nothing', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    })
    afterEach(() => {
      vi.useRealTimers()
      vi.restoreAllMocks()
    })

    it('is given up when it does not accept the connection within 3 s', async () => {
      vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket) {
        return Object.assign(this, { connecting: true })
      })
      const started = performance.now()
      const { error } = await settle(failing())
      expect(error).toMatchObject({ statusCode: 504, code: 'model_timeout', retryable: true })
      expect(performance.now() - started).toBe(3_000)
    })

    it('is given up after 60 s of silence on the connection', async () => {
      const connect = vi.spyOn(Socket.prototype, 'connect')
      aws.script((_asked, writer) => writer.hang())
      const failed = failing()
      while (aws.open === 0) await turn()
      await vi.advanceTimersByTimeAsync(3_000)
      const [socket] = connect.mock.contexts as Socket[]
      expect(socket?.timeout).toBe(60_000)
      // Node's own timer of the socket, which cannot be faked.
      socket?.emit('timeout')
      expect((await failed).error).toMatchObject({ statusCode: 504, code: 'model_timeout' })
    })
  })

  it('reuses its connection for the next request', async () => {
    const connect = vi.spyOn(Socket.prototype, 'connect')
    const kept = model()
    for (let request = 0; request < 3; request++) {
      const { signal } = new AbortController()
      await Array.fromAsync(kept.answer(prompt, { signal }))
    }
    expect(connect).toHaveBeenCalledTimes(1)
    connect.mockRestore()
  })

  it.each([
    ['region', { region: 'nowhere' }],
    ['endpoint', { endpoint: 'http://bedrock.example' }],
    ['endpoint', { endpoint: 'localhost:1234' }],
    ['unknown option', { endpont: 'https://bedrock.example' } as Place],
  ])('refuses an invalid %s at start-up', (what, place) => {
    const refused = expect.objectContaining({
      name: 'TypeError',
      message: expect.stringContaining(what),
      cause: { package: pkg },
    })
    expect(() => make(place)).toThrow(refused)
  })

  it.each([
    ['of its option', { region: 'eu-west-1' }, 'eu-west-1'],
    ['of the environment without an option', {}, 'us-east-1'],
    ['of the environment when its option is undefined', { region: undefined }, 'us-east-1'],
  ])('signs its request for the region %s', async (_name, options, region) => {
    const server = await startScripted(({ refuse }) => refuse(403, {}))
    const place = { endpoint: server.url, ...options } as Place
    await failureOf(make(place).answer(prompt, new AbortController()))
    expect(server.calls.map(({ headers }) => headers.authorization)).toEqual([
      expect.stringContaining(`/${region}/bedrock/aws4_request`),
    ])
    await server.close()
  })

  it('uses the region and the endpoint that the SDK finds', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', aws.url)
    vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME', aws.url)
    const { signal } = new AbortController()
    const events = await Array.fromAsync(make({}).answer(prompt, { signal }))
    vi.unstubAllEnvs()
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' })
  })
})

const text = (value: string) => ({ type: 'text', text: value })

const unmodeled = frame({
  ':message-type': 'error',
  ':error-code': 'Odd',
  ':error-message': 'arn:aws:secret',
})

/** Everything that a log could contain of it. */
function shown(error: unknown): string {
  const { stack, cause } = error as Error
  return JSON.stringify([error, String(error), stack, cause])
}

function damaged(message: Buffer): Buffer {
  return Buffer.concat([message.subarray(0, -1), Buffer.of((message.at(-1) ?? 0) ^ 1)])
}

/** The same event, with a truncated payload. */
function notJson(message: Buffer): Buffer {
  const type = message.includes('chunk') ? 'chunk' : 'contentBlockDelta'
  return frame({ ':event-type': type, ':message-type': 'event' }, '{"')
}
