import { describe, expect, it } from 'vitest'
import { logLine } from './log-line.ts'

const timestamp = Date.UTC(2026, 0, 1, 9, 5, 3, 7)
const line = (message: string | object) =>
  logLine({
    timestamp,
    message: typeof message === 'string' ? message : JSON.stringify(message),
  })

describe('logLine', () => {
  it.each<[string | object, string]>([
    [
      {
        level: 'ERROR',
        message: 'request',
        timestamp: '2026-01-01T09:05:03.007Z',
        service: 'public-chat',
        cold_start: true,
        function_arn: 'arn:aws:lambda:eu-west-1:123456789012:function:a',
        function_memory_size: '512',
        function_name: 'a',
        function_request_id: 'b',
        sampling_rate: 0,
        xray_trace_id: 'c',
        statusCode: 503,
        model: 'm',
        error: { code: 'model_overloaded' },
      },
      'ERROR request cold statusCode=503 model=m error={"code":"model_overloaded"}',
    ],
    [{ level: 'INFO', message: 'ready', cold_start: false }, 'INFO  ready'],
    [
      '2026-01-01T09:05:03.007Z\tid\tWARN\t{"level":"WARN","message":"circuit breaker"}\n',
      'WARN  circuit breaker',
    ],
    ['REPORT RequestId: a {"level": 7\n', 'REPORT RequestId: a {"level": 7'],
    ['{"type":"platform.report"}', '{"type":"platform.report"}'],
    ['START RequestId: a\n', 'START RequestId: a'],
  ])('shortens %j', (message, facts) => {
    expect(line(message)).toBe(`09:05:03.007  ${facts}`)
  })

  it('is not surprised by an event without anything', () => {
    expect(logLine({})).toBe('00:00:00.000  ')
  })
})
