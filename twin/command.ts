import { fileURLToPath } from 'node:url'
import { FunctionError } from './runtime/function-error.ts'

/** What ends a command: one line for the person who typed it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: number

  /** @param exitCode @defaultValue 1; 2 for a command line that is wrong */
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** A command line that is wrong. */
export const usageFailure = (message: string): CommandFailure => new CommandFailure(message, 2)

/** Runs a command. A failure is one line on stderr and the exit status; anything else is a bug. */
export const runCommand = async (name: string, command: () => Promise<void>): Promise<void> => {
  try {
    await command()
  } catch (error) {
    const failure = isParseError(error) ? usageFailure(error.message) : error
    if (!(failure instanceof CommandFailure)) throw failure
    console.error(`${name}: ${failure.message}`)
    process.exitCode = failure.exitCode
  }
}

/** For `catch`: says what the module said that does not start, and where in it. */
export const explainStart =
  (file: string) =>
  (error: unknown): never => {
    if (!(error instanceof FunctionError)) throw error
    const [said] = error.message.split('\n')
    const at = placeIn(error.trace)
    throw new CommandFailure(
      `${file} does not start: ${error.errorType}: ${said}${at ? ` (${at})` : ''}`,
    )
  }

const runtimeFolder = new URL('runtime/', import.meta.url).href

/** The first line of a stack that is no line of Node.js or of the runtime. */
function placeIn(trace: readonly string[]): string | undefined {
  const [place] = trace.flatMap((line) => /file:\/\/[^\s)]+/.exec(line) ?? [])
  return place === undefined || place.startsWith(runtimeFolder) ? undefined : fileURLToPath(place)
}

function isParseError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  )
}
