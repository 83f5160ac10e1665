import { fromEnv } from '@aws-sdk/credential-provider-env'

/**
 * What `@aws-sdk/credential-provider-node` is to the AWS SDK in a built Lambda: Lambda puts the
 * credentials of the function's role into the environment, and nowhere else.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const defaultProvider = fromEnv
