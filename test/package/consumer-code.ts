/** The two ways in which TypeScript resolves the package, as flags of the compiler. */
export const resolutions = [
  ['--module', 'nodenext'],
  ['--module', 'esnext', '--moduleResolution', 'bundler'],
]

/** Imports every entry; the modules are `m0`, `m1`, … */
export const importAll = (entries: readonly string[]): string =>
  entries.map((entry, at) => `import * as m${at} from '${entry}'`).join('\n')

/** What a middleware adds is typed. If claims were of type `any`, there would be no error to expect. */
export const typed = `import middy from '@middy/core'
import { cognitoAuth } from 'middy-chat/cognito-auth'
middy()
  .use(cognitoAuth({ userPoolId: 'eu-west-1_EXAMPLE', clientId: 'client' }))
  .handler(async (_event, { claims }) => {
    // @ts-expect-error
    const sub: number = claims.sub
    return { statusCode: 200, body: String(sub) }
  })
`
