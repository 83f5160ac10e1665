import type { GetToken } from './authorized-fetch.ts'

type Options = { endpoint: string; getToken: GetToken; silenceMs?: number }

/**
 * The options of a client, with the default. They are checked, since a build without the variable of
 * the endpoint would otherwise send every question to a page of its own site.
 *
 * @param name the function that creates the client
 * @throws TypeError that names every option that is missing or wrong
 */
export const clientOptions = (name: string, options: Options): Required<Options> => {
  const { endpoint, getToken, silenceMs = 45_000 } = options
  const faults = [
    ...(typeof endpoint === 'string' && endpoint !== '' ? [] : ['endpoint must be a URL']),
    ...(typeof getToken === 'function' ? [] : ['getToken must be a function']),
    ...(silenceMs > 0 ? [] : ['silenceMs must be a positive number']),
  ]
  if (faults.length > 0) throw new TypeError(`${name}: ${faults.join('; ')}`)
  return { endpoint, getToken, silenceMs }
}
