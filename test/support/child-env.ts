/** Variables of a child process that needs no others; it reads compiled modules from a cache. */
export const childEnv = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
}
