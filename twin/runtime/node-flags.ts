/** The default memory of a function: here, and in terraform/variables.tf. */
export const memoryMb = 512

/**
 * The flags that Lambda's start script passes to Node.js: a tenth of the memory for the young
 * generation, which consists of three semi-spaces, and the rest for the old one.
 *
 * @param memory of the function, in MB
 * @see https://dev.to/wonderfulsoap/deep-dive-into-aws-lambda-3-official-nodejs-runtime-analysis-43je
 */
export const nodeFlags = (memory = memoryMb): string[] => {
  const young = Math.floor(memory / 10)
  return [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.floor(young / 3)}`,
    `--max-old-space-size=${memory - young}`,
  ]
}

/**
 * The flag with which the process of a function reads compiled modules from the cache of this one
 * (`NODE_COMPILE_CACHE`), if it has one. The function must not see the variable itself.
 */
export const compileCacheFlags = (folder = process.env.NODE_COMPILE_CACHE): string[] => {
  if (!folder) return []
  const program = `import { enableCompileCache } from 'node:module'
enableCompileCache(${JSON.stringify(folder)})`
  return ['--import', `data:text/javascript,${encodeURIComponent(program)}`]
}
