import fc from 'fast-check'
import { anyText } from './any-text.ts'

/**
 * Any JSON value as an event, but mostly events that are almost right: headers of every type with
 * names in any case, single and multiple, and bodies and flags of every type.
 *
 * @param names of the headers that the middleware under test reads, lower-case
 */
export const anyEvent = (...names: string[]): fc.Arbitrary<unknown> => {
  const name = fc.oneof(
    fc.constantFrom(...names.flatMap((each) => [each, each.toUpperCase()])),
    fc.string(),
  )
  const text = fc.oneof(
    anyText(),
    fc.constantFrom('Bearer a.b.c', 'Bearer e30.e30.e30', 'application/json', '{"query":1}', '[['),
  )
  const value = fc.oneof(text, fc.jsonValue(), fc.array(fc.oneof(text, fc.jsonValue())))
  const headers = fc.oneof(fc.dictionary(name, value), fc.jsonValue())
  const body = fc.oneof(text, fc.json(), fc.jsonValue())
  const almost = fc.record(
    {
      headers,
      multiValueHeaders: headers,
      body,
      isBase64Encoded: fc.oneof(fc.boolean(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  return fc.oneof({ weight: 1, arbitrary: fc.jsonValue() }, { weight: 9, arbitrary: almost })
}
