import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyEvent } from '../test/support/any-event.ts'
import { eventShapes, eventsWithoutHeaders } from '../twin/testing/event-shapes.ts'
import { type HttpEvent, headerValues } from './http-event.ts'

describe.each(eventShapes)('a header of $name', ({ event, repeated }) => {
  it('is found by its name in lower case', () => {
    const sent = event({ headers: { 'x-request-kind': 'chat' } })

    expect(headerValues(sent, 'x-request-kind')).toEqual(['chat'])
  })

  it('has no values when it was not sent', () => {
    expect(headerValues(event(), 'x-request-kind')).toEqual([])
  })

  it(`is ${repeated} when it was sent twice`, () => {
    const sent = event({ headers: { 'x-request-kind': ['chat', 'test'] } })

    expect(headerValues(sent, 'x-request-kind')).toEqual(
      {
        listed: ['chat', 'test'],
        'joined with commas': ['chat,test'],
        'only the last': ['test'],
      }[repeated],
    )
  })
})

describe.each(eventsWithoutHeaders)('$name', ({ event }) => {
  it('has no values of any header', () => {
    expect(headerValues(event, 'content-type')).toEqual([])
  })
})

it('finds a header under several cases of its name', () => {
  const event = { headers: { Accept: 'a', ACCEPT: 'b', accept: 'c', 'x-accept': 'd' } }

  expect(headerValues(event, 'accept')).toEqual(['a', 'b', 'c'])
})

it('takes the single values of a header that stands there alone', () => {
  const event = { headers: { accept: 'a' }, multiValueHeaders: { host: ['b'], accept: [] } }

  expect(headerValues(event, 'accept')).toEqual(['a'])
})

it('passes over values that are no strings', () => {
  const odd = { a: [null, 7, 'x', { y: 1 }], A: undefined } as unknown as Record<string, string>

  expect(headerValues({ headers: odd }, 'a')).toEqual(['x'])
})

it('gives strings alone, whatever the event', () => {
  fc.assert(
    fc.property(anyEvent('accept'), (event) => {
      for (const value of headerValues(event as HttpEvent, 'accept'))
        expect(value).toBeTypeOf('string')
    }),
  )
})
