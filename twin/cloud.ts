import { startBedrock } from './services/bedrock/bedrock.ts'
import { startGemini } from './services/gemini.ts'
import type { KeyServer } from './services/issuer.ts'
import { startSsm } from './services/ssm.ts'

/** The pool of the twin and of the recorded events. */
export const pool = { poolId: 'us-east-1_MiddyChat', clientId: '4middychatlocalclient12345' }

export const apiKey = 'local-rehearsal-key'
const parameterName = '/middy-chat/gemini-api-key'

export type CloudOptions = {
  /** Milliseconds before each chunk of the rehearsal. @defaultValue a human pace */
  paceMs?: number
  /** A key of the real Gemini, which is then asked instead of the rehearsal. */
  geminiApiKey?: string
  /** More parameters of the Parameter Store, by name. */
  parameters?: Record<string, string>
  /** More services, which run already; closed with the rest. */
  parts?: readonly CloudPart[]
}

/** Services that only some functions need: where they are, as a function's environment says it. */
export type CloudPart = { environment: Record<string, string>; close(): Promise<void> }

export type Cloud = Awaited<ReturnType<typeof startCloud>>

/**
 * Starts the services that a handler needs, on this machine alone, and says in
 * `environment` where they are. Nothing of the real cloud is among it but, by
 * option, Gemini.
 *
 * @param issuer of the pool; closed with the rest
 */
export const startCloud = async (
  issuer: KeyServer,
  { paceMs, geminiApiKey, parameters = {}, parts = [] }: CloudOptions = {},
) => {
  const ssm = await startSsm({ parameters: { ...parameters, [parameterName]: apiKey } })
  const pace = paceMs === undefined ? {} : { paceMs }
  const gemini = await startGemini({ apiKey, ...pace })
  const bedrock = await startBedrock(pace)

  const environment: Record<string, string> = {
    COGNITO_USER_POOL_ID: pool.poolId,
    COGNITO_CLIENT_ID: pool.clientId,
    COGNITO_JWKS_URI: `${issuer.url}/${pool.poolId}/.well-known/jwks.json`,
    GEMINI_MODEL: 'gemini-3.8-flash',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: bedrock.url,
    AWS_REGION: 'us-east-1',
    // For the SDK's signature; the services here look at none.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...(geminiApiKey === undefined
      ? {
          GEMINI_API_KEY_PARAMETER: parameterName,
          GEMINI_BASE_URL: gemini.url,
          AWS_ENDPOINT_URL_SSM: ssm.url,
        }
      : { GEMINI_API_KEY: geminiApiKey }),
    ...Object.assign({}, ...parts.map((part) => part.environment)),
  }
  const close = async () => {
    await Promise.all([issuer, ssm, gemini, bedrock, ...parts].map((service) => service.close()))
  }
  return { issuer, ssm, gemini, bedrock, environment, close }
}
