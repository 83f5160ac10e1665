import { usageError } from '../errors/usage-error.ts'
import { isObject } from '../is-object.ts'
import type { AnswerEvent, FinishReason } from './answer.ts'

type Field = readonly [name: string, what: string, isGood: (value: unknown) => boolean]

const finishReasons = ['stop', 'length', 'refused'] as const satisfies readonly FinishReason[]

/** Events whose names on the wire a data event must not have. */
const otherEvents = ['text', 'message', 'usage', 'finish', 'error']

/** The fields of each event. */
const fieldsOf: Readonly<Record<AnswerEvent['type'], readonly Field[]>> = {
  text: [['text', 'a string', isString]],
  data: [
    ['name', 'in lower case, and not that of another event', isDataName],
    ['data', 'a JSON value', (data) => data !== undefined],
  ],
  usage: [
    ['inputTokens', 'a number', isNumber],
    ['outputTokens', 'a number', isNumber],
  ],
  finish: [['reason', 'stop, length or refused', isFinishReason]],
}

/**
 * Checks what an answer yields: a generator in JavaScript has no compiler that does.
 *
 * @throws TypeError that names the type of what was yielded, never its text
 */
export const checkEvent = (event: AnswerEvent, pkg: string): void => {
  // Nearly all events, so without the table.
  if (event?.type === 'text' && isString(event.text)) return
  const fields = isEvent(event) ? fieldsOf[event.type] : undefined
  if (!fields) {
    const message = 'An answer yields text, data, usage and finish events, but this one yielded'
    throw usageError(pkg, `${message} ${nameOf(event)}`)
  }
  const values = event as unknown as Readonly<Record<string, unknown>>
  const broken = fields.find(([name, , isGood]) => !isGood(values[name]))
  if (broken)
    throw usageError(pkg, `The ${broken[0]} of a ${event.type} event must be ${broken[1]}`)
}

function isEvent(event: unknown): event is AnswerEvent {
  const type = typeOf(event)
  return isString(type) && Object.hasOwn(fieldsOf, type)
}

function nameOf(value: unknown): string {
  if (!isObject(value))
    return value === null || value === undefined ? `${value}` : `a ${typeof value}`
  const type = typeOf(value)
  if (!isString(type)) return 'an object without a type'
  // A longer one, or one with spaces, may be a text in the wrong place.
  return /^[\w.-]{1,32}$/.test(type) ? `the type ${type}` : 'an unknown type'
}

function typeOf(value: unknown): unknown {
  return isObject(value) && 'type' in value ? value.type : undefined
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}

function isDataName(name: unknown): boolean {
  return isString(name) && /^[a-z][a-z0-9_-]*$/.test(name) && !otherEvents.includes(name)
}

function isFinishReason(reason: unknown): boolean {
  return finishReasons.some((each) => each === reason)
}
