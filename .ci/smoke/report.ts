// One line per check, and never the token or the password.
import assert from 'node:assert/strict'

/** What a check adds to its line. */
export type Result<Value> = { say?: string; value?: Value }

let failed = 0

/** Runs a check and prints its line. Returns its value, or undefined if it failed. */
export async function check<Value = undefined>(
  name: string,
  run: () => Promise<Result<Value> | undefined>,
): Promise<Value | undefined> {
  try {
    const result = await run()
    console.log(`ok    ${name}${result?.say ? `: ${result.say}` : ''}`)
    return result?.value
  } catch (error) {
    failed += 1
    console.log(`FAIL  ${name}: ${reasonOf(error).replaceAll(/\s+/g, ' ')}`)
    return undefined
  }
}

export function skip(name: string, reason: string): void {
  console.log(`skip  ${name}: ${reason}`)
}

/** Prints the summary, and sets the exit code. */
export function finish(): void {
  console.log(failed === 0 ? 'The stack answers.' : `${failed} failed.`)
  process.exitCode = failed === 0 ? 0 : 1
}

/** Ends the process because of a wrong setting. */
export function exit(message: string): never {
  console.error(message)
  process.exit(2)
}

/** An assertion shows the response. Others may quote the request: only their code is shown. */
function reasonOf(error: unknown): string {
  if (error instanceof assert.AssertionError) return error.message
  const { name, cause } = error as Error & { cause?: { code?: string } }
  return cause?.code ?? name
}
