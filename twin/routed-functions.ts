import type { EdgeRoute } from './edge/viewer-request.ts'
import { type FunctionOptions, type LambdaFunction, startFunction } from './runtime/function.ts'

/** A function that serves certain paths, given as CloudFront patterns. */
export type RoutedFunction = Pick<FunctionOptions, 'modulePath' | 'exportName' | 'functionName'> & {
  routes: readonly EdgeRoute[]
}

/** The part of a function that the twin needs, whether there is one or several. */
export type RunningFunction = Pick<LambdaFunction, 'invoke' | 'start' | 'retire' | 'close'>

/**
 * Starts a function, and additional ones with the same configuration. An event goes to the first
 * additional function whose paths match, otherwise to the main function.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
 */
export const startFunctions = (
  options: FunctionOptions,
  additionalFunctions: readonly RoutedFunction[],
): RunningFunction => {
  const main = startFunction(options)
  const additional = additionalFunctions.map(({ routes, ...own }) => ({
    paths: routes.map(({ path }) => path),
    lambda: startFunction({ ...options, ...own }),
  }))
  const all = [main, ...additional.map(({ lambda }) => lambda)]
  const each = async (act: (lambda: LambdaFunction) => Promise<void>) => {
    await Promise.all(all.map(act))
  }
  return {
    invoke: (event, invocation) => {
      // Payload 2.0 and 1.0.
      const { rawPath, path = '' } = event as { rawPath?: string; path?: string }
      const found = additional.find(({ paths }) => leadsTo(paths, rawPath ?? path))
      return (found?.lambda ?? main).invoke(event, invocation)
    },
    start: () => each((lambda) => lambda.start()),
    retire: () => each((lambda) => lambda.retire()),
    close: () => each((lambda) => lambda.close()),
  }
}

/** Whether one of the patterns matches the path; `*` matches any text, including slashes. */
export const leadsTo = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`, 's').test(path)
  })
