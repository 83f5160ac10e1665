import { handlerName } from './environment-variables.ts'
import type { FunctionOptions } from './function.ts'
import { nodeFlags } from './node-flags.ts'

/**
 * Runs a function under AWS's own runtime interface client instead of the twin's.
 *
 * @param file the `index.mjs` of an installed `aws-lambda-ric`
 */
export const runtimeInterfaceClient =
  (
    file: string,
    modulePath: string,
    exportName = 'handler',
  ): NonNullable<FunctionOptions['command']> =>
  // It looks up the handler by name in its working directory.
  () => ({
    command: process.execPath,
    args: [...nodeFlags(), file, handlerName(modulePath, exportName)],
  })
