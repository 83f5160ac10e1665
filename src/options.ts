import type { StandardSchemaV1 } from '@standard-schema/spec'

/** What an option has to be, in words, and whether a value is that; rules over two options look at the others too. */
export type OptionRule = readonly [
  what: string | ((value: unknown) => string),
  isGood: (value: unknown, options: Readonly<Record<string, unknown>>) => boolean,
]

/** A rule for every option that there is. */
export type OptionRules<Options> = Readonly<Record<keyof Options & string, OptionRule>>

/**
 * Checks what the types of some options cannot say, or a caller without types ignored.
 *
 * @param defaults of the options that are left out, or `undefined`
 * @throws TypeError with every rule that is broken, and every option that does not exist
 */
export const checkOptions = (
  pkg: string,
  rules: Readonly<Record<string, OptionRule>>,
  defaults: object,
  options: unknown,
): void => {
  if (!isRecord(options)) throw optionsError(pkg, ['options must be an object'])
  const given: Record<string, unknown> = withDefaults(defaults, options)
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(rules, name))
  const broken = Object.entries(rules).filter(([name, [, isGood]]) => !isGood(given[name], given))
  const faults = [
    ...unknown.map((name) => `unknown option "${name}"`),
    ...broken.map(
      ([name, [what]]) => `${name} must be ${typeof what === 'string' ? what : what(given[name])}`,
    ),
  ]
  if (faults.length > 0) throw optionsError(pkg, faults)
}

type WithDefaults<Options, Defaults> = Options & {
  [Name in keyof Options & keyof Defaults]: Exclude<Options[Name], undefined>
}

/** The options, with the default of each that is left out, or `undefined`. */
export const withDefaults = <Options extends object, Defaults extends object>(
  defaults: Defaults,
  options: Options,
): WithDefaults<Options, Defaults> => {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const all: object = { ...defaults, ...Object.fromEntries(given) }
  return all as WithDefaults<Options, Defaults>
}

export const positiveInteger: OptionRule = ['a positive whole number', isPositiveInteger]

/** Of the time at the end of an answer, within `deadlineMarginMs`. */
export const belowDeadlineMargin: OptionRule = [
  'a positive whole number, less than deadlineMarginMs',
  (ms, { deadlineMarginMs: margin }) =>
    isPositiveInteger(ms) && (!isPositiveInteger(margin) || ms < margin),
]

export const trueOrFalse: OptionRule = ['true or false', (value) => typeof value === 'boolean']

/** Of zod, valibot, ArkType and others. @see https://standardschema.dev */
export const standardSchema: OptionRule = [
  'a Standard Schema',
  (value) =>
    typeof (value as Partial<StandardSchemaV1> | null)?.['~standard']?.validate === 'function',
]

/** What a wrapper wraps. */
export const chatModel: OptionRule = [
  'a model, with a function answer',
  (value) => typeof (value as { answer?: unknown } | null | undefined)?.answer === 'function',
]

export const callback: OptionRule = ['a function', (value) => typeof value === 'function']

/** The same rule for an option that has no default and may be left out. */
export const optional = ([what, isGood]: OptionRule): OptionRule => [
  what,
  (value, options) => value === undefined || isGood(value, options),
]

/** A string of this form. */
export const matching = (pattern: RegExp, what: string): OptionRule => [
  what,
  (value) => typeof value === 'string' && pattern.test(value),
]

export const oneOf = (...values: readonly string[]): OptionRule => [
  `one of ${values.join(', ')}`,
  (value) => values.some((each) => each === value),
]

/** A number in this range, both ends included. */
export const numberIn = (least: number, most: number): OptionRule => [
  `a number from ${least} to ${most}`,
  (value) => typeof value === 'number' && value >= least && value <= most,
]

/** A list of one to `most` strings, none of them empty. */
export const listOfNames = (most: number): OptionRule => [
  `a list of 1 to ${most} strings`,
  (value) => isListOfNames(value) && value.length <= most,
]

/** An object whose values are all strings. */
export const recordOfStrings: OptionRule = [
  'an object of strings',
  (value) => isRecord(value) && Object.values(value).every((each) => typeof each === 'string'),
]

/** An object with keys of its own, none of them among `taken`, which other options set. */
export const furtherFields = (taken: readonly string[]): OptionRule => [
  `an object of fields other than ${taken.join(', ')}`,
  (value) => isRecord(value) && !Object.keys(value).some((key) => taken.includes(key)),
]

export function isPositiveInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0
}

/** Whether it is a list of at least one string, none of them empty. */
export const isListOfNames = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((name) => typeof name === 'string' && name !== '')

/** Whether it is an object of names and values, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function optionsError(pkg: string, faults: string[]): TypeError {
  return new TypeError(`${pkg}: ${faults.join('; ')}`, { cause: { package: pkg } })
}
