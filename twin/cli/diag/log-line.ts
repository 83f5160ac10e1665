/** What Powertools' Logger adds to each line, about the function and not about the request. */
const known = new Set([
  ...['level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id'],
  ...['cold_start', 'function_arn', 'function_memory_size', 'function_name', 'function_request_id'],
])

/**
 * An event of CloudWatch as one line: its time, and for a line of JSON its level, its message, and
 * its facts without those that are the same for every line.
 */
export const logLine = ({
  timestamp = 0,
  message = '',
}: {
  timestamp?: number | undefined
  message?: string | undefined
}): string => {
  const time = new Date(timestamp).toISOString().slice(11, 23)
  return `${time}  ${factsOf(message.trimEnd())}`
}

function factsOf(message: string): string {
  const line = parsed(message)
  if (line === undefined) return message
  const facts = Object.entries(line).filter(([name]) => !known.has(name))
  const cold = line.cold_start === true ? ' cold' : ''
  return `${String(line.level ?? '').padEnd(5)} ${line.message ?? ''}${cold}${facts.map(([name, value]) => ` ${name}=${shown(value)}`).join('')}`
}

function parsed(message: string): Record<string, unknown> | undefined {
  // Other log formats of Lambda put a time and a request id before the line.
  const json = message.slice(message.indexOf('{'))
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && 'level' in value
      ? { ...value }
      : undefined
  } catch {
    return undefined
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
