import { fileURLToPath } from 'node:url'
import * as z from 'zod/mini'
import list from '../handlers/functions.json' with { type: 'json' }

const path = z.string().check(z.regex(/^(\*|\/[\w-][\w/-]*\*?)$/))
const methods = z.array(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']))
const services = z.array(z.enum(['cognito', 'ssm', 'gemini', 'dynamodb', 'bedrock']))

const ownFunction = z.strictObject({
  /** Also the name of its file in `handlers/` and the prefix of its recorded events. */
  name: z.string().check(z.regex(/^[a-z]+(-[a-z]+)*$/)),
  /** What the built Lambda exports. */
  exports: z.array(z.string().check(z.regex(/^\w+$/))),
  /** The export behind the Function URL. */
  functionUrl: z.string(),
  /** The paths routed to it, as CloudFront patterns; `*` is any path without another route. */
  routes: z.array(z.strictObject({ path, methods })),
  /** The services that it calls over the network. */
  services,
  /** The largest size of its code, and of the zip that includes V8's compiled code. */
  maxBytes: z.strictObject({ bundle: z.number(), zip: z.number() }),
})

/** One function of `handlers/functions.json`, and where the twin finds it. */
export type OwnFunction = Omit<z.infer<typeof ownFunction>, 'name' | 'functionUrl'> & {
  functionName: string
  /** The built handler, an absolute path. */
  modulePath: string
  /** The export behind the Function URL. */
  exportName: string
}

/** All functions of this repository, as Terraform deploys them. */
export const functions: readonly OwnFunction[] = z
  .array(ownFunction)
  .parse(list)
  .map(({ name, functionUrl, ...rest }) => ({
    ...rest,
    functionName: name,
    modulePath: fileURLToPath(new URL(`../dist/lambda/${name}/index.mjs`, import.meta.url)),
    exportName: functionUrl,
  }))

/** @throws Error if `handlers/functions.json` has no function of this name */
export const functionNamed = (name: string): OwnFunction => {
  const found = functions.find(({ functionName }) => functionName === name)
  if (!found) throw new Error(`handlers/functions.json has no function ${name}`)
  return found
}

/** As in the distribution: the default behavior's function, and those of the other paths. */
export const [defaultFunction, additionalFunctions] = splitByRoute()

function splitByRoute(): [OwnFunction, OwnFunction[]] {
  const isDefault = ({ routes }: OwnFunction) => routes.some((route) => route.path === '*')
  const [found, ...more] = functions.filter(isDefault)
  if (!found || more.length > 0) {
    throw new Error('Exactly one function in handlers/functions.json must have the route *')
  }
  return [found, functions.filter((each) => each !== found)]
}

/** The methods of each path, in the order that Terraform passes to the CloudFront Function. */
export const edgeRoutes = [...additionalFunctions, defaultFunction].flatMap(({ routes }) => routes)
