import type { StandardSchemaV1 } from '@standard-schema/spec'
import { usageError } from './errors/usage-error.ts'
import type { Format } from './formats.ts'

/** The rule of an option: what it must be, in words, and a check, which may look at the other options. */
export type OptionRule = readonly [
  what: string | ((value: unknown) => string),
  isGood: (value: unknown, options: Readonly<Record<string, unknown>>) => boolean,
]

/** A rule for every option. */
export type OptionRules<Options> = Readonly<Record<keyof Options & string, OptionRule>>

/**
 * Checks options at run time.
 *
 * @param defaults of options that are missing or `undefined`
 * @throws TypeError that names every broken rule and every unknown option
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

/** The options, with defaults for those that are missing or `undefined`. */
export const withDefaults = <Options extends object, Defaults extends object>(
  defaults: Defaults,
  options: Options,
): WithDefaults<Options, Defaults> => {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const all: object = { ...defaults, ...Object.fromEntries(given) }
  return all as WithDefaults<Options, Defaults>
}

export const positiveInteger: OptionRule = ['a positive whole number', isPositiveInteger]

/** For a time within `deadlineMarginMs`. */
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

/** A model, for wrappers. */
export const chatModel: OptionRule = [
  'a model, with a function answer',
  (value) => typeof (value as { answer?: unknown } | null | undefined)?.answer === 'function',
]

export const callback: OptionRule = ['a function', (value) => typeof value === 'function']

/** The rule of an option that may be missing and has no default. */
export const optional = ([what, isGood]: OptionRule): OptionRule => [
  what,
  (value, options) => value === undefined || isGood(value, options),
]

/** A text of this format, see `formats.ts`. */
export const ofFormat = ({ what, matches }: Format): OptionRule => [
  what,
  (value) => typeof value === 'string' && matches(value),
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

/** An object of fields, none of them among `taken`, which have options of their own. */
export const furtherFields = (taken: readonly string[]): OptionRule => [
  `an object of fields other than ${taken.join(', ')}`,
  (value) => isRecord(value) && !Object.keys(value).some((key) => taken.includes(key)),
]

export function isPositiveInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0
}

/** Whether a value is a non-empty list of non-empty strings. */
export const isListOfNames = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((name) => typeof name === 'string' && name !== '')

/** Whether a value is an object and not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function optionsError(pkg: string, faults: string[]): TypeError {
  return usageError(pkg, faults.join('; '))
}
