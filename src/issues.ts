import type { StandardSchemaV1 } from '@standard-schema/spec'

const maxIssues = 20
const maxPathLength = 100

/**
 * Describes the faults of a value in one line: `history[1].role, query`, or with
 * reasons `query: Invalid input: …`. The length is bounded, since a client controls the faults.
 *
 * @param withReasons adds the schema's own messages, which repeat the input in some libraries
 */
export const describeIssues = (
  issues: readonly StandardSchemaV1.Issue[],
  withReasons: boolean,
): string => {
  const faults = issues.slice(0, maxIssues).map((issue) => {
    const where = pathOf(issue)
    return withReasons ? `${where}: ${issue.message}` : where
  })
  const more = issues.length - faults.length
  return [...new Set(faults), ...(more > 0 ? [`and ${more} more`] : [])].join(
    withReasons ? '; ' : ', ',
  )
}

/** The path of a fault; some libraries wrap each key in an object. */
export const keysOf = ({ path = [] }: StandardSchemaV1.Issue): PropertyKey[] =>
  path.map((segment) => (typeof segment === 'object' ? segment.key : segment))

function pathOf(issue: StandardSchemaV1.Issue): string {
  const joined = keysOf(issue)
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
  return joined.slice(0, maxPathLength) || '(the whole body)'
}
