import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Handler } from './awslambda.ts'
import { streamingMarks } from './awslambda.ts'
import { handlerName } from './environment-variables.ts'
import { placeIn } from './stack-place.ts'

export type LoadedHandler = {
  handler: Handler
  streaming: boolean
  highWaterMark: number | undefined
}

/**
 * Imports a function's module and finds its handler.
 *
 * Errors have the same names as in Lambda's client: `Runtime.ImportModuleError` for a module that
 * is missing or requires a missing one, `Runtime.UserCodeSyntaxError`,
 * `Runtime.HandlerNotFound`. An ES import that cannot be resolved stays Node's `Error`.
 *
 * @param modulePath absolute
 * @param exportName may name a property (`api.handler`), also of the default export
 */
export const loadHandler = async (
  modulePath: string,
  exportName: string,
): Promise<LoadedHandler> => {
  const module = await importModule(modulePath)
  const handler = findIn(module, exportName) || findIn(module.default, exportName)
  const name = handlerName(modulePath, exportName)
  if (!handler) throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`)
  if (!isHandler(handler)) throw named('Runtime.HandlerNotFound', `${name} is not a function`)

  const { streaming, highWaterMark } = streamingMarks(handler)
  if (streaming && streaming !== 'response') {
    throw named('Runtime.MalformedStreamingHandler', 'Only response streaming is supported.')
  }
  if (!streaming && handler.length >= 3) {
    throw named(
      'Runtime.CallbackHandlerDeprecated',
      'Node.js 24 does not support callback-based handlers',
    )
  }
  return { handler, streaming: Boolean(streaming), highWaterMark }
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  if (!existsSync(path)) throw named('Runtime.ImportModuleError', `Cannot find module '${path}'`)
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw Object.assign(named('Runtime.UserCodeSyntaxError', String(error)), {
        stack: withPlace(error, path),
      })
    }
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
      throw named('Runtime.ImportModuleError', String(error))
    }
    throw error
  }
}

/**
 * The stack of a syntax error, with the file and line in front. Node.js knows them, but for an ES
 * module or JSON it only prints them, when nothing catches the error: so a second process imports
 * the module again.
 */
function withPlace({ message, stack = '' }: SyntaxError, path: string): string {
  if (placeIn(stack.split('\n'))) return stack
  const code = `import(${JSON.stringify(pathToFileURL(path).href)})`
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    timeout: 5_000,
  })
  // JSON is a script without a name; the message begins with its file.
  const [, json = ''] = /^(.+\.json): /.exec(message) ?? []
  const printed = stderr.replace(/^<anonymous_script>(?=:\d+$)/m, json)
  const place = printed.split('\n').find((line) => placeIn([line]))
  return place === undefined ? stack : `${place}\n${stack}`
}

function findIn(module: unknown, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value ? Reflect.get(value, key) : undefined),
      module,
    )
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function'
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
