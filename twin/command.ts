import { FunctionError } from './runtime/function-error.ts'
import { placeIn } from './runtime/stack-place.ts'

/** An error that ends a command, with a one-line message for the user. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: number

  /** @param exitCode @defaultValue 1; 2 for an invalid command line */
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** An invalid command line. */
export const usageFailure = (message: string): CommandFailure => new CommandFailure(message, 2)

/** Runs a command. A failure prints one line and sets the exit status; other errors are bugs. */
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

/** For `catch`: reports why a module does not start, and where in it. */
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

function isParseError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  )
}
