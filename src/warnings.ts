import type { HttpError } from './errors/http-error.ts'
import { logFacts } from './errors/log-facts.ts'

/** The warnings of requests whose log line will have them. A router passes its context to its routes. */
const collected = new WeakMap<object, object[]>()

/** From now on the warnings of this request are collected. @returns them, as facts for the log */
export const collectWarnings = (context: object): readonly object[] => {
  const warnings: object[] = []
  collected.set(context, warnings)
  return warnings
}

/**
 * Logs that a request went on in spite of this failure: in its line of `requestLog`, or without
 * that as a line of JSON in the form of Lambda's own.
 */
export const warnOf = (context: object, error: HttpError): void => {
  const facts = logFacts(error)
  const warnings = collected.get(context)
  if (warnings) {
    warnings.push(facts)
    return
  }
  const { awsRequestId: requestId } = context as { awsRequestId?: string }
  const line = { level: 'WARN', message: 'request went on', requestId, warning: facts }
  console.warn(JSON.stringify(line))
}
