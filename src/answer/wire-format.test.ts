import { describe, expect, it } from 'vitest'
import { httpError } from '../errors/http-error.ts'
import { eventsFormat } from './wire-format.ts'

const cause = { package: 'test' }

describe('the frame of an error', () => {
  it('has the details, which change none of its own fields', () => {
    const details = { resetsAt: '2026-12-01T00:00:00.000Z', code: 'no' }
    expect(eventsFormat.error(httpError('model_busy', { cause, details }))).toBe(
      'event: error\ndata: {"resetsAt":"2026-12-01T00:00:00.000Z","code":"model_busy","message":"The model has too much to do: wait a little.","retryable":true}\n\n',
    )
  })
})
