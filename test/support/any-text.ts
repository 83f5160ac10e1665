import fc, { type StringConstraints } from 'fast-check'

/** Any code point but a surrogate. */
const character = fc
  .integer({ min: 0, max: 0x10_ffff - 0x800 })
  .map((at) => String.fromCodePoint(at < 0xd800 ? at : at + 0x800))

/**
 * Any text, also names that are dangerous as keys. `fc.string({ unit: 'binary' })` is the same, but
 * indexes a million characters first, which takes a second.
 */
export const anyText = (constraints: Omit<StringConstraints, 'unit'> = {}): fc.Arbitrary<string> =>
  fc.oneof(fc.string(constraints), fc.string({ ...constraints, unit: character }))
